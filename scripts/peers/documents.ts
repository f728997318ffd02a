/** Documents as programs write them, small enough to be read here: for tests of previews and of words in files. */
import { strToU8, zipSync } from "fflate";

/** A PDF with one line of text on each page, with its table of objects. */
export function pdf(...lines: string[]): Buffer {
  const first = 4;
  const pages = lines.map((_, index) => first + index * 2);
  const objects = [
    "<< /Type /Catalog /Pages 2 0 R >>",
    `<< /Type /Pages /Kids [${pages.map((page) => `${page} 0 R`).join(" ")}] /Count ${lines.length} >>`,
    "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ...lines.flatMap((text, index) => {
      const stream = `BT /F1 24 Tf 72 700 Td (${text}) Tj ET`;
      return [
        `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents ${first + index * 2 + 1} 0 R /Resources << /Font << /F1 3 0 R >> >> >>`,
        `<< /Length ${stream.length} >>\nstream\n${stream}\nendstream`,
      ];
    }),
  ];
  let body = "%PDF-1.4\n";
  const places = objects.map((object, index) => {
    const at = body.length;
    body += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return `${String(at).padStart(10, "0")} 00000 n \n`;
  });
  const table = body.length;
  body += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${places.join("")}`;
  return Buffer.from(
    `${body}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${table}\n%%EOF`,
  );
}

const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';
const schemas = "http://schemas.openxmlformats.org";
const office = `${schemas}/officeDocument/2006/relationships`;
const drawing = `${schemas}/drawingml/2006/main`;

/** Relationships by id: the last word of the type, and the target. */
const links = (targets: Readonly<Record<string, readonly [type: string, target: string]>>) =>
  `${head}<Relationships xmlns="${schemas}/package/2006/relationships">${Object.entries(targets)
    .map(([id, [type, target]]) => `<Relationship Id="${id}" Type="${office}/${type}" Target="${target}"/>`)
    .join("")}</Relationships>`;

const zip = (parts: Readonly<Record<string, string | Uint8Array>>): Buffer =>
  Buffer.from(
    zipSync(
      Object.fromEntries(
        Object.entries(parts).map(([name, part]) => [name, typeof part === "string" ? strToU8(part) : part]),
      ),
    ),
  );

const contentTypes = (overrides: Readonly<Record<string, string>>) =>
  `${head}<Types xmlns="${schemas}/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>${Object.entries(
    overrides,
  )
    .map(
      ([part, type]) =>
        `<Override PartName="${part}" ContentType="application/vnd.openxmlformats-officedocument.${type}+xml"/>`,
    )
    .join("")}</Types>`;

export const docx = (text: string): Buffer =>
  zip({
    "[Content_Types].xml": contentTypes({ "/word/document.xml": "wordprocessingml.document.main" }),
    "_rels/.rels": links({ r1: ["officeDocument", "word/document.xml"] }),
    "word/document.xml": `${head}<w:document xmlns:w="${schemas}/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>${text}</w:t></w:r></w:p></w:body></w:document>`,
  });

/** Styles 1 to 4 of `xlsx`: a filled heading, money, a date, a share. */
const styles = `${head}<styleSheet xmlns="${schemas}/spreadsheetml/2006/main">
<numFmts count="1"><numFmt numFmtId="164" formatCode="#,##0.00\\ &quot;EUR&quot;;[Red]\\-#,##0.00\\ &quot;EUR&quot;"/></numFmts>
<fonts count="2"><font><sz val="11"/></font><font><b/><sz val="14"/><color theme="0"/></font></fonts>
<fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill><fill><patternFill patternType="solid"><fgColor theme="4"/></patternFill></fill></fills>
<cellXfs count="5"><xf/><xf fontId="1" fillId="2"><alignment horizontal="center"/></xf><xf numFmtId="164"/><xf numFmtId="15"/><xf numFmtId="10"/></cellXfs></styleSheet>`;

const worksheet = (rows: string, after = "") =>
  `${head}<worksheet xmlns="${schemas}/spreadsheetml/2006/main"><cols><col min="1" max="1" width="24"/></cols><sheetData>${rows}</sheetData>${after}</worksheet>`;

/** Two sheets that are shown and one that is hidden; `text` is the heading over three merged columns. */
export const xlsx = (text: string): Buffer =>
  zip({
    "[Content_Types].xml": contentTypes({ "/xl/workbook.xml": "spreadsheetml.sheet.main" }),
    "_rels/.rels": links({ r1: ["officeDocument", "xl/workbook.xml"] }),
    "xl/_rels/workbook.xml.rels": links({
      r1: ["worksheet", "worksheets/sheet1.xml"],
      r2: ["worksheet", "/xl/worksheets/sheet2.xml"],
      r3: ["worksheet", "worksheets/sheet3.xml"],
      r4: ["sharedStrings", "sharedStrings.xml"],
      r5: ["styles", "styles.xml"],
    }),
    "xl/workbook.xml": `${head}<workbook xmlns="${schemas}/spreadsheetml/2006/main" xmlns:r="${office}"><sheets><sheet name="Costs" sheetId="1" r:id="r1"/><sheet name="Long &amp; wide" sheetId="2" r:id="r2"/><sheet name="Secret" sheetId="3" state="hidden" r:id="r3"/></sheets></workbook>`,
    "xl/sharedStrings.xml": `${head}<sst xmlns="${schemas}/spreadsheetml/2006/main"><si><t>${text}</t></si><si><r><t>Lamp, </t></r><r><rPr><b/></rPr><t>tall</t></r></si></sst>`,
    "xl/styles.xml": styles,
    "xl/worksheets/sheet1.xml": worksheet(
      `<row r="1"><c r="A1" s="1" t="s"><v>0</v></c></row>
       <row r="3"><c r="A3" t="s"><v>1</v></c><c r="B3" s="2"><v>1234.5</v></c><c r="C3" s="3"><v>45292</v></c><c r="D3" s="4"><v>0.125</v></c></row>
       <row r="4"><c r="A4" t="inlineStr"><is><t>Discount</t></is></c><c r="B4" s="2"><f>B3*-0.1</f><v>-123.45</v></c></row>`,
      '<mergeCells count="1"><mergeCell ref="A1:C1"/></mergeCells>',
    ),
    "xl/worksheets/sheet2.xml": worksheet(
      Array.from(
        { length: 400 },
        (_, row) => `<row r="${row + 1}"><c r="A${row + 1}"><v>${row + 1}</v></c></row>`,
      ).join(""),
    ),
    "xl/worksheets/sheet3.xml": worksheet('<row r="1"><c r="A1"><v>1</v></c></row>'),
  });

/** A place on a slide of 10 by 7.5 inches, in inches. */
const place = (left: number, top: number, width: number, height: number, tag = "a:xfrm") => {
  const emu = (inches: number) => Math.round(inches * 914_400);
  return `<${tag}><a:off x="${emu(left)}" y="${emu(top)}"/><a:ext cx="${emu(width)}" cy="${emu(height)}"/></${tag}>`;
};
const named = (name: string, placeholder = "", description = "") =>
  `<p:nvSpPr><p:cNvPr id="2" name="${name}" descr="${description}"/><p:cNvSpPr/><p:nvPr>${placeholder}</p:nvPr></p:nvSpPr>`;
const paragraph = (text: string, properties = "") => `<a:p>${properties}<a:r><a:t>${text}</a:t></a:r></a:p>`;
const textBody = (paragraphs: string, body = "<a:bodyPr/>") => `<p:txBody>${body}${paragraphs}</p:txBody>`;

const slidePart = (root: string, shapes: string, more = "", background = "") =>
  `${head}<p:${root} xmlns:p="${schemas}/presentationml/2006/main" xmlns:a="${drawing}" xmlns:r="${office}"><p:cSld>${background}<p:spTree>${shapes}</p:spTree></p:cSld>${more}</p:${root}>`;

const theme = `${head}<a:theme xmlns:a="${drawing}"><a:themeElements><a:clrScheme name="House"><a:dk1><a:sysClr val="windowText" lastClr="000000"/></a:dk1><a:lt1><a:sysClr val="window" lastClr="FFFFFF"/></a:lt1><a:dk2><a:srgbClr val="123456"/></a:dk2><a:accent1><a:srgbClr val="C03A12"/></a:accent1></a:clrScheme></a:themeElements></a:theme>`;

const cell = (text: string, attributes = "") =>
  `<a:tc ${attributes}><a:txBody><a:bodyPr/>${paragraph(text)}</a:txBody></a:tc>`;
const graphic = (uri: string, content: string, where: string) =>
  `<p:graphicFrame><p:nvGraphicFramePr><p:cNvPr id="9" name="frame"/></p:nvGraphicFramePr>${where}<a:graphic><a:graphicData uri="${drawing}/${uri}">${content}</a:graphicData></a:graphic></p:graphicFrame>`;

/** A title that stands where its layout says, a list, a shape in the theme's colour, a picture, a table, a chart. */
const firstSlide = (text: string) =>
  slidePart(
    "sld",
    [
      `<p:sp>${named("Title", '<p:ph type="ctrTitle"/>')}<p:spPr/>${textBody(paragraph(text))}</p:sp>`,
      `<p:sp>${named("List")}<p:spPr>${place(0.5, 2, 4, 1.5)}</p:spPr>${textBody(
        paragraph("First point", '<a:pPr marL="285750" indent="-285750"><a:buChar char="•"/></a:pPr>'),
      )}</p:sp>`,
      `<p:sp>${named("Box")}<p:spPr>${place(5, 2, 4, 1.5)}<a:prstGeom prst="roundRect"/><a:solidFill><a:schemeClr val="accent1"/></a:solidFill></p:spPr>${textBody(
        paragraph("In the middle", '<a:pPr algn="ctr"/>'),
        '<a:bodyPr anchor="ctr"/>',
      )}</p:sp>`,
      `<p:pic><p:nvPicPr><p:cNvPr id="5" name="p" descr="A red dot"/></p:nvPicPr><p:blipFill><a:blip r:embed="r2"/></p:blipFill><p:spPr>${place(0.5, 4, 2, 2)}</p:spPr></p:pic>`,
      graphic(
        "table",
        `<a:tbl><a:tblPr firstRow="1"><a:tableStyleId>{x}</a:tableStyleId></a:tblPr><a:tblGrid><a:gridCol w="1800000"/><a:gridCol w="1800000"/></a:tblGrid><a:tr h="370840">${cell("Both", 'gridSpan="2"')}${cell("", 'hMerge="1"')}</a:tr><a:tr h="370840">${cell("Left")}${cell("Right")}</a:tr></a:tbl>`,
        place(5, 4, 4, 1, "p:xfrm"),
      ),
      graphic("chart", "", place(5, 5.5, 4, 1.5, "p:xfrm")),
    ].join(""),
  );

/** Two slides; `text` is the title of the first. */
export const pptx = (text: string, picture: Uint8Array): Buffer =>
  zip({
    "[Content_Types].xml": contentTypes({ "/ppt/presentation.xml": "presentationml.presentation.main" }),
    "_rels/.rels": links({ r1: ["officeDocument", "ppt/presentation.xml"] }),
    "ppt/_rels/presentation.xml.rels": links({
      r1: ["slide", "slides/slide1.xml"],
      r2: ["slide", "slides/slide2.xml"],
    }),
    "ppt/presentation.xml": `${head}<p:presentation xmlns:p="${schemas}/presentationml/2006/main" xmlns:r="${office}"><p:sldIdLst><p:sldId id="256" r:id="r1"/><p:sldId id="257" r:id="r2"/></p:sldIdLst><p:sldSz cx="9144000" cy="6858000"/></p:presentation>`,
    "ppt/slides/_rels/slide1.xml.rels": links({
      r1: ["slideLayout", "../slideLayouts/slideLayout1.xml"],
      r2: ["image", "../media/image1.png"],
    }),
    "ppt/slides/_rels/slide2.xml.rels": links({ r1: ["slideLayout", "../slideLayouts/slideLayout1.xml"] }),
    "ppt/slides/slide1.xml": firstSlide(text),
    "ppt/slides/slide2.xml": slidePart(
      "sld",
      `<p:sp>${named("Text")}<p:spPr>${place(1, 3, 8, 1)}</p:spPr>${textBody(paragraph("The second slide"))}</p:sp>`,
      "",
      '<p:bg><p:bgPr><a:solidFill><a:schemeClr val="tx2"><a:lumMod val="20000"/><a:lumOff val="80000"/></a:schemeClr></a:solidFill></p:bgPr></p:bg>',
    ),
    "ppt/slideLayouts/_rels/slideLayout1.xml.rels": links({
      r1: ["slideMaster", "../slideMasters/slideMaster1.xml"],
    }),
    "ppt/slideLayouts/slideLayout1.xml": slidePart(
      "sldLayout",
      `<p:sp>${named("Title", '<p:ph type="ctrTitle"/>')}<p:spPr>${place(1, 0.5, 8, 1)}</p:spPr>${textBody(paragraph("Click to edit"))}</p:sp>`,
    ),
    "ppt/slideMasters/_rels/slideMaster1.xml.rels": links({ r1: ["theme", "../theme/theme1.xml"] }),
    "ppt/slideMasters/slideMaster1.xml": slidePart(
      "sldMaster",
      "",
      '<p:clrMap bg1="lt1" tx1="dk1" bg2="lt2" tx2="dk2" accent1="accent1"/><p:txStyles><p:titleStyle><a:lvl1pPr algn="ctr"><a:defRPr sz="4400" b="1"/></a:lvl1pPr></p:titleStyle></p:txStyles>',
    ),
    "ppt/theme/theme1.xml": theme,
    "ppt/media/image1.png": picture,
  });

/** The archive, whose directory says of each part that it unpacks to so many bytes. */
export function claiming(zip: Uint8Array, size: number): Buffer {
  const claims = Buffer.from(zip);
  const entry = "PK\x01\x02";
  for (let at = claims.indexOf(entry, 0, "latin1"); at >= 0; at = claims.indexOf(entry, at + 4, "latin1"))
    claims.writeUInt32LE(size, at + 24);
  return claims;
}
