"""What is read from pages."""


def seen_in(page):
    return page.text.split('name="seen" type="hidden" value="')[1].split('"')[0]
