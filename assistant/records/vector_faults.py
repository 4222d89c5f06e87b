"""What can be wrong with a vector index, and the way out of each."""

from assistant.errors import InvalidSetting, StoreFault

# What SQLite and the system say of a disk that is no fault of the index: fragment, what to do first.
_OF_THE_DISK = (
    ("disk is full", "磁盘已满，请清理空间", "the disk is full; make room"),
    ("No space left", "磁盘已满，请清理空间", "the disk is full; make room"),
    ("readonly database", "文件夹只读，请改为可写", "its folder is read-only; allow writing"),
    ("Read-only file system", "磁盘只读，请改为可写", "the disk is read-only; make it writable"),
    ("disk I/O error", "磁盘读写出错，请检查磁盘空间与状况", "the disk fails; check its room and its health"),
)


class NoIndex(StoreFault):
    """There is no vector index yet, or its folder has gone."""


def no_index(place: str) -> NoIndex:
    """Nothing was ever indexed at `place`, or it was removed."""
    return NoIndex(
        place,
        zh="尚无向量索引；请运行 `youju reindex` 建立",
        en="there is no vector index here; run `youju reindex` to build it",
    )


def damaged_folder(place: str, fault: BaseException) -> StoreFault:
    """The folder `place` cannot be read or written."""
    said = _first_line(fault)
    for fragment, zh, en in _OF_THE_DISK:
        if fragment in said:
            return StoreFault(
                place,
                zh=f"向量索引无法写入：{zh}，再运行 `youju reindex` 补建（{said}）",
                en=f"the vector index cannot be written: {en}, then run `youju reindex` ({said})",
            )
    return StoreFault(
        place,
        zh=f"向量索引无法读写（{said}）；请运行 `youju reindex` 重建",
        en=f"the vector index cannot be read or written ({said}); run `youju reindex` to rebuild it",
    )


def being_written(place: str) -> StoreFault:
    """Another process writes to the folder `place`, and went on doing so."""
    return StoreFault(
        place,
        zh="另一程序一直在写入向量索引；请待其结束后运行 `youju reindex` 补建",
        en="another program keeps writing the vector index; run `youju reindex` when it has ended",
    )


def failing_server(url: str, fault: BaseException) -> StoreFault:
    """The Chroma server at `url` is not there or answers with an error."""
    return StoreFault(
        url,
        zh=f"Chroma 服务出错（{_first_line(fault)}）；请检查该服务与设置 chroma_url，再视需要运行 `youju reindex`",
        en=f"the Chroma server failed ({_first_line(fault)}); check it and the setting chroma_url, "
        "then run `youju reindex` if need be",
    )


def other_encoder(place: str, made: str, used: str) -> StoreFault:
    """The index was made with the encoder `made`; its vectors mean nothing to the encoder `used`."""
    return StoreFault(
        place,
        zh=f"向量索引由编码器 {made} 建立，与当前的 {used} 不一致；请运行 `youju reindex` 重建",
        en=f"the vector index was built with the encoder {made}, not with {used} now in use; "
        "run `youju reindex` to rebuild it",
    )


def wrong_url(url: str) -> InvalidSetting:
    """`url` is no address of a Chroma server."""
    return InvalidSetting(
        url,
        zh="chroma_url 应形如 http://主机:8000",
        en="chroma_url must look like http://host:8000",
    )


def _first_line(fault: BaseException) -> str:
    return (str(fault).strip().splitlines() or [type(fault).__name__])[0]
