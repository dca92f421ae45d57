"""The governorates of Egypt as identity numbers name them: where a birth was registered."""

from lms.platform.i18n import _l

GOVERNORATES = {
    "01": _l("Cairo"),
    "02": _l("Alexandria"),
    "03": _l("Port Said"),
    "04": _l("Suez"),
    "11": _l("Damietta"),
    "12": _l("Dakahlia"),
    "13": _l("Sharqia"),
    "14": _l("Qalyubia"),
    "15": _l("Kafr El Sheikh"),
    "16": _l("Gharbia"),
    "17": _l("Monufia"),
    "18": _l("Beheira"),
    "19": _l("Ismailia"),
    "21": _l("Giza"),
    "22": _l("Beni Suef"),
    "23": _l("Faiyum"),
    "24": _l("Minya"),
    "25": _l("Asyut"),
    "26": _l("Sohag"),
    "27": _l("Qena"),
    "28": _l("Aswan"),
    "29": _l("Luxor"),
    "31": _l("Red Sea"),
    "32": _l("New Valley"),
    "33": _l("Matruh"),
    "34": _l("North Sinai"),
    "35": _l("South Sinai"),
    "88": _l("Outside Egypt"),
}
