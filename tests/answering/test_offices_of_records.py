"""One office in a ledger's rows, in its own report and in English, and offices that only sign a record. All is fictional."""

import pytest

from assistant.answering.ask import ask
from assistant.records.library import Library, open_library
from assistant.records.model import Question, Status
from assistant.records.scope import EVERYTHING
from assistant.settings import Settings
from ingest.pipeline import ingest

FILES = {
    "台账2022.csv": "2022年市直部门执行台账,,\n单位：万元,,\n部门,调整预算,全年支出\n市林业局,900.00,810.00\n市档案馆,300.00,240.00\n市公路事业发展中心,90.00,81.00\n",
    "复核.csv": (
        "2022年度自评复核结果（云杉市财政局绩效科）,,\n部门,自评得分,复核得分\n市林业局,92.0,88.5\n市档案馆,90.5,86.0\n"
    ),
    "云杉市林业局2022年自评.txt": (
        "云杉市林业局2022年部门整体支出绩效自评报告\n\n一、履职情况\n\n全年抚育幼林 1,980 公顷，救护野生动物 233 只。\n"
    ),
    "forestry.txt": (
        "Yunshan Municipal Forestry Bureau\nPerformance Self-Evaluation 2022\n\n"
        "The bureau registered 1,204 ancient trees in 2022.\n"
    ),
}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    folder = tmp_path_factory.mktemp("offices")
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    library = open_library(Settings(data_dir=folder / "data", workers=0))
    ingest([folder / name for name in FILES], library)
    return library


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("市林业局2022年全年支出多少？", "810.00"),
        ("云杉市林业局2022年全年支出多少？", "810.00"),
        ("林业局2022年救护了多少只野生动物？", "233"),
        ("云杉市档案馆2022年全年支出是多少", "240.00"),
        ("市公路中心2022年全年支出多少", "81.00"),
        ("财政局复核结果里，市林业局2022年复核得分多少？", "88.5"),
        ("How many ancient trees did the Yunshan forestry bureau register in 2022?", "1204"),
        ("市林业局2022年抚育幼林多少公顷", "1980"),
    ],
)
def test_an_office_is_one_however_it_is_written(library: Library, question: str, value: str) -> None:
    answer = ask(Question(question), library, EVERYTHING)
    offered = [str(p.figure.quantity.value) for p in answer.parts if p.figure is not None and p.offered]
    assert (answer.status, offered[:1]) == (Status.ANSWERED, [value])


def test_an_office_of_another_place_stays_unknown(library: Library) -> None:
    assert ask(Question("青岑市财政局2022年全年支出多少？"), library, EVERYTHING).status is Status.ABSTAINED
