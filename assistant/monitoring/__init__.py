"""What the figures on record tell of a budget under way: execution month by month, against pro-rata progress."""
