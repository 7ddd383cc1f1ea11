"""The reference letter's text by ReportLab, untagged. See scripts/bench-peers."""
import html, io, re, sys, tomllib
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import ListFlowable, Paragraph, SimpleDocTemplate, Spacer
letter = tomllib.load(open(sys.argv[1] + "/itu-letter.toml", "rb"))
for name in ["Regular", "Bold"]:
    pdfmetrics.registerFont(TTFont(name, f"{sys.argv[2]}/NotoSans-{name}.ttf"))
body = ParagraphStyle("body", fontName="Regular", fontSize=9.5, leading=13, spaceAfter=8, alignment=4)
plain, bold = ParagraphStyle("plain", body, alignment=0), ParagraphStyle("bold", body, fontName="Bold")
text = lambda value: re.sub("&lt;(http.*?)&gt;", r'<a href="\1">\1</a>', html.escape(value, False))
lines = lambda values: "<br/>".join(map(text, values))
sender, recipient, contact = letter["sender"], letter["recipient"], letter["contact"]
def story(who):
    yield Paragraph(text(sender["organization"]), bold)
    yield Paragraph(text(sender["office"]), plain)
    yield Paragraph("Geneva, 8 December 2020", ParagraphStyle("right", body, alignment=2))
    yield Paragraph("Ref: " + text(letter["reference"]["ref"]), plain)
    yield Paragraph("Contact: " + lines(contact.values()), plain)
    yield Paragraph(lines([who, recipient["role"], recipient["organization"], *recipient["address"]]), plain)
    yield Paragraph("Subject: " + text(letter["subject"]), bold)
    yield Paragraph(text(letter["salutation"]), body)
    for part in letter["body"].strip().split("\n\n"):
        if part == "{documents}":
            yield ListFlowable([Paragraph(f'{text(d["title"])}: <a href="{d["url"]}">{d["url"]}</a>', plain)
                                for d in letter["documents"]], bulletFontName="Regular", bulletFontSize=9.5)
        else:
            yield Paragraph(text(part), body)
    yield Paragraph(text(letter["closing"]["phrase"]), body)
    yield Spacer(1, 57)
    yield Paragraph(text(letter["signatures"][0]["name"]), body)
def make(number):
    out = io.BytesIO()
    SimpleDocTemplate(out, pagesize=A4, leftMargin=71, rightMargin=71, topMargin=71, bottomMargin=71).build(
        list(story(f"Mr Name {number}")))
    return out.getvalue()
