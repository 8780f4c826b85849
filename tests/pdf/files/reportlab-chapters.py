from reportlab.lib.pagesizes import A4
from reportlab.platypus import *
from reportlab.lib.styles import getSampleStyleSheet
s=getSampleStyleSheet()
def page(c,d): c.setFont('Helvetica',8); c.drawString(60,810,'UNITED PORTS  A/77/12'); c.drawRightString(540,30,f'{d.page}/9')
doc=SimpleDocTemplate('reportlab-chapters.pdf',pagesize=A4)
st=[]
for ch in range(1,4):
    st.append(Paragraph(f'Chapter {ch}',s['Heading1'])); st.append(Paragraph(f'Depths of basin {ch}',s['Heading2']))
    for k in range(1,6): st.append(Paragraph(('The basin was measured again in the spring of the year, and the depth had changed by more than the office expected. '*4)+f'<super>{k}</super> Later it fell.',s['Normal'])); st.append(Spacer(1,6))
    st.append(Paragraph('Notes',s['Heading2']))
    for k in range(1,6): st.append(Paragraph(f'{k}. Author {ch}{k}, <i>Book {ch}{k}</i> (Northport: Port Press, 200{k}), {k}0. <link href="https://port.example/{ch}/{k}">https://port.example/{ch}/{k}</link>',s['Normal']))
doc.build(st,onFirstPage=page,onLaterPages=page)
