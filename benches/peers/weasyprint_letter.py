"""The reference letter's text by WeasyPrint, tagged. See scripts/bench-peers."""
import html, re, sys, tomllib, weasyprint
from weasyprint.text.fonts import FontConfiguration
letter = tomllib.load(open(sys.argv[1] + "/itu-letter.toml", "rb"))
text = lambda value: re.sub("&lt;(http.*?)&gt;", r'<a href="\1">\1</a>', html.escape(value, False))
lines = lambda values: "<br>".join(map(text, values))
documents = "".join(f'<li>{text(d["title"])}: <a href="{d["url"]}">{d["url"]}</a></li>' for d in letter["documents"])
parts = [f"<ol>{documents}</ol>" if part == "{documents}" else f"<p>{text(part)}</p>"
         for part in letter["body"].strip().split("\n\n")]
sender, recipient, contact = letter["sender"], letter["recipient"], letter["contact"]
page = f"""<html lang=en><title>Letter</title><style>
@font-face {{ font-family: Noto; src: url(file://{sys.argv[2]}/NotoSans-Regular.ttf) }}
@font-face {{ font-family: Noto; font-weight: bold; src: url(file://{sys.argv[2]}/NotoSans-Bold.ttf) }}
@page {{ size: A4; margin: 25mm }} body {{ font: 9.5pt/13pt Noto; text-align: justify }} h1 {{ font-size: 9.5pt }}
</style><p><b>{text(sender["organization"])}</b><br>{text(sender["office"])}</p><p style="text-align: right">Geneva, 8 December 2020</p>
<table><tr><td>Ref:<td>{text(letter["reference"]["ref"])}<tr><td>Contact:<td>{lines(contact.values())}</table>
<p>WHO<br>{lines([recipient["role"], recipient["organization"], *recipient["address"]])}</p>
<h1>Subject: {text(letter["subject"])}</h1><p>{text(letter["salutation"])}</p>{"".join(parts)}
<p>{text(letter["closing"]["phrase"])}</p><p style="margin-top: 20mm">{text(letter["signatures"][0]["name"])}</p>"""
fonts = FontConfiguration()
make = lambda number: weasyprint.HTML(string=page.replace("WHO", f"Mr Name {number}")).write_pdf(
    font_config=fonts, pdf_variant="pdf/ua-1")
