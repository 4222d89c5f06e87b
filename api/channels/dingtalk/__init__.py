"""DingTalk 钉钉: the robot of an application within the organisation."""
