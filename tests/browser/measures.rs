//! Scripts that measure a page and list what is wrong: widths, sizes, contrasts, names and ids.

/// Elements that reach over the right edge of the window, unless they scroll by themselves.
pub(crate) const TOO_WIDE: &str = r"
const wide = [];
if (document.documentElement.scrollWidth > innerWidth) wide.push('the page: ' + document.documentElement.scrollWidth);
for (const e of document.querySelectorAll('body *')) {
  const box = e.getBoundingClientRect();
  if (box.width && box.right > innerWidth + 1 && !e.closest('.scroll, .skip, svg') && wide.length < 10)
    wide.push(e.tagName + '.' + e.className + ' ' + Math.round(box.right) + ' ' + e.textContent.slice(0, 40));
}
return wide;";

/// Controls in sight that a finger would miss. Links in running text may be as high as their line (WCAG 2.5.8).
pub(crate) const SMALL_TARGETS: &str = r"
const small = [];
for (const e of document.querySelectorAll('button, select, input, .views a, .tile, .chips label, .bars a, .parts a')) {
  const box = e.getBoundingClientRect();
  if (e.matches('.steps input')) continue;
  if (box.width && (box.height < 24 || box.width < 24) && small.length < 10)
    small.push(e.tagName + '.' + e.className + ' ' + Math.round(box.width) + 'x' + Math.round(box.height));
}
return small;";

/// Texts whose contrast with their ground is less than WCAG AA asks for: 4.5, or 3 where they are large.
/// The formula is that of WCAG 2.2, "relative luminance" and "contrast ratio".
pub(crate) const FAINT: &str = r"
for (const view of document.querySelectorAll('section.view')) view.classList.add('shown');
for (const fold of document.querySelectorAll('details')) fold.open = true;
const sheet = new CSSStyleSheet();
sheet.replaceSync('.row, .rows tr { content-visibility: visible !important } .here { animation: none !important }');
document.adoptedStyleSheets = [sheet];
const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
const known = new Map();
const rgba = (color) => {
  if (!known.has(color)) {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = color;
    canvas.fillRect(0, 0, 1, 1);
    known.set(color, [...canvas.getImageData(0, 0, 1, 1).data]);
  }
  return known.get(color);
};
const light = ([r, g, b]) => {
  const part = (c) => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  return 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
};
const ground = (e) => {
  for (; e; e = e.parentElement) {
    const color = rgba(getComputedStyle(e).backgroundColor);
    if (color[3] === 255) return color;
    if (color[3] > 0) throw new Error('a ground that shines through: ' + e.className);
  }
  return rgba(getComputedStyle(document.documentElement).backgroundColor);
};
const faint = new Map();
let texts = 0;
const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
while (walker.nextNode()) {
  const e = walker.currentNode.parentElement;
  if (!walker.currentNode.data.trim() || e.closest('script, style, title, desc, option')) continue;
  const style = getComputedStyle(e);
  if (style.display === 'none' || !e.getClientRects().length) continue;
  texts += 1;
  const ink = light(rgba(e.closest('svg') ? style.fill : style.color));
  const paper = light(ground(e.closest('svg')?.parentElement ?? e));
  const ratio = (Math.max(ink, paper) + 0.05) / (Math.min(ink, paper) + 0.05);
  const size = parseFloat(style.fontSize);
  const large = size >= 24 || (size >= 18.66 && style.fontWeight >= 700);
  if (ratio < (large ? 3 : 4.5)) {
    const name = e.tagName + '.' + e.className + ' in ' + e.parentElement.className;
    faint.set(name, ratio.toFixed(2) + ' ' + walker.currentNode.data.trim().slice(0, 30));
  }
}
return { texts, faint: [...faint].slice(0, 20).map((f) => f.join(' ')) };";

/// What is wrong with ids, references, headings, labels and tables.
pub(crate) const WRONG_ARIA: &str = r##"
const wrong = [];
const say = (what, e) => wrong.length < 20 && wrong.push(what + ': ' + e.outerHTML.slice(0, 120));
const ids = new Set();
for (const e of document.querySelectorAll('[id]')) {
  if (ids.has(e.id)) say('an id twice', e);
  ids.add(e.id);
}
for (const e of document.querySelectorAll('[aria-labelledby], [aria-describedby]'))
  for (const id of ((e.getAttribute('aria-labelledby') ?? '') + ' ' + (e.getAttribute('aria-describedby') ?? '')).split(' '))
    if (id && !ids.has(id)) say('a name that is not there', e);
for (const e of document.querySelectorAll('a[href^="#"]'))
  if (!ids.has(e.getAttribute('href').slice(1))) say('a jump to nowhere', e);
if (!document.documentElement.lang) wrong.push('no language');
if (document.querySelectorAll('h1').length !== 1) wrong.push('not one h1');
let level = 0;
for (const e of document.querySelectorAll('h1, h2, h3')) {
  const now = Number(e.tagName[1]);
  if (now > level + 1) say('a heading of a level too deep', e);
  level = now;
}
for (const e of document.querySelectorAll('input, select'))
  if (!e.labels?.length && !e.ariaLabel) say('no label', e);
for (const e of document.querySelectorAll('fieldset'))
  if (!e.querySelector('legend')) say('no legend', e);
for (const e of document.querySelectorAll('svg'))
  if (!e.querySelector('title') || (e.getAttribute('role') !== 'img' && !(e.ariaHidden && e.parentElement.querySelector('.sum'))))
    say('a picture without words', e);
for (const e of document.querySelectorAll('th'))
  if (!e.scope) say('a heading cell of what', e);
for (const e of document.querySelectorAll('a[target=_blank]'))
  if (!e.relList.contains('noreferrer')) say('a page that could reach back', e);
for (const plot of document.querySelectorAll('.plot'))
  if (!plot.querySelector('table tbody tr')) say('a plot without its figures', plot);
return wrong;"##;
