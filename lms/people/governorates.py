"""The governorates of Egypt as identity numbers name them: where a birth was registered."""

from lms.platform.i18n import _l, _lp

GOVERNORATES = {
    "01": _lp("governorate", "Cairo"),
    "02": _lp("governorate", "Alexandria"),
    "03": _lp("governorate", "Port Said"),
    "04": _lp("governorate", "Suez"),
    "11": _lp("governorate", "Damietta"),
    "12": _lp("governorate", "Dakahlia"),
    "13": _lp("governorate", "Sharqia"),
    "14": _lp("governorate", "Qalyubia"),
    "15": _lp("governorate", "Kafr El Sheikh"),
    "16": _lp("governorate", "Gharbia"),
    "17": _lp("governorate", "Monufia"),
    "18": _lp("governorate", "Beheira"),
    "19": _lp("governorate", "Ismailia"),
    "21": _lp("governorate", "Giza"),
    "22": _lp("governorate", "Beni Suef"),
    "23": _lp("governorate", "Faiyum"),
    "24": _lp("governorate", "Minya"),
    "25": _lp("governorate", "Asyut"),
    "26": _lp("governorate", "Sohag"),
    "27": _lp("governorate", "Qena"),
    "28": _lp("governorate", "Aswan"),
    "29": _lp("governorate", "Luxor"),
    "31": _lp("governorate", "Red Sea"),
    "32": _lp("governorate", "New Valley"),
    "33": _lp("governorate", "Matruh"),
    "34": _lp("governorate", "North Sinai"),
    "35": _lp("governorate", "South Sinai"),
    "88": _l("Outside Egypt"),
}
