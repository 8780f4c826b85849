"""Two columns set by hand: an address that sticks out of its column, and links that cover a part of their address."""

from reportlab.pdfgen import canvas

LEFT, TOP, PITCH, SIZE = 50, 700, 12, 10

page = canvas.Canvas("reportlab-broken-links.pdf", pagesize=(560, 760), invariant=1)


def column(x, lines):
    """Prints lines; a raised number at the end of a line stands after a bar."""
    for at, line in enumerate(lines):
        page.setFont("Times-Roman", SIZE)
        text, _, mark = line.partition("|")
        y = TOP - at * PITCH
        page.drawString(x, y, text)
        if mark:
            width = page.stringWidth(text, "Times-Roman", SIZE)
            page.setFont("Times-Roman", 6)
            page.drawString(x + width, y + 4, mark)


def link(x, line, text, address):
    """A link over a text of a line."""
    y = TOP - line * PITCH
    width = page.stringWidth(text, "Times-Roman", SIZE)
    page.linkURL(address, (x, y - 2, x + width, y + 9), relative=0)


FIRST = "https://harbor.example/2011/05/letters-on-the-lantern-of-the-customs-house"
SECOND = "https://town.example/minutes/1911/the-rent-of-the-landing-stage-in-spring"
# The right column begins before the first line of the address ends.
RIGHT = LEFT + page.stringWidth(FIRST[:56], "Times-Roman", SIZE) - 1
column(LEFT, [
    "The lantern over the door of the customs house has",
    "never burned, because the officers feared for their",
    "papers, and it was never on the list of lanterns that",
    "do not burn, because it was never lit by anybody.|1",
    "A painter painted it with a flame, and the picture",
    "hangs in the office of the mayor, who says that it",
    "gives a good light and saves oil.|2",
    "",
    "Notes",
    "",
    "1. Jane Roe, Letters, May 3, 2011,",
    FIRST[:56],
    FIRST[56:] + ".",
    "2. Sundby Council, Minutes, 1911,",
    SECOND[:40],
    SECOND[40:] + ".",
])
column(RIGHT, [
    "The ferry left at six in the winter and at five in the",
    "summer, and nobody thought that it could be other-",
    "wise, least of all the ferryman, who slept on board.",
    "In the year of the flood it did not leave at all, since",
    "the landing stage stood in a field, and the farmer to",
    "whom the field belonged asked for a rent that was",
    "higher than the fares of a summer. The council paid",
    "it, and the farmer bought a boat. On the first day of",
    "the new year he offered to carry the council across,",
    "at a fare that was higher than the rent, and when it",
    "had paid that too he sold the field and went to sea.",
    "Nobody has heard of him since, but in the spring of",
    "every year a letter comes that asks for the rent, and",
    "the council, which is careful, pays it into a box that",
    "stands in the cellar. The box is said to be heavy by",
    "now. The ferryman has offered to look after it for it.",
])
link(LEFT, 11, FIRST[:56], FIRST)
link(LEFT, 14, SECOND[:40], SECOND)
page.save()
