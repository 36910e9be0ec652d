/** HTML that cannot forget to escape: every text put into a template is escaped, only markup itself is not. */

/** A finished piece of HTML or SVG. */
export class Markup {
  readonly source: string

  constructor(source: string) {
    this.source = source
  }
}

/** What a template may contain: texts and numbers are escaped, lists are joined, null and false leave nothing. */
export type Part = string | number | Markup | null | false | readonly Part[]

/** Template tag: html`<b>${anything}</b>` is markup, whatever `anything` holds. */
export function html(literals: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  const source = literals.reduce((text, literal, index) => text + sourceOf(parts[index - 1] ?? null) + literal)
  return new Markup(source)
}

/** A text with everything escaped that means something in HTML, in attributes too; control characters become spaces. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"'`]/g, (char) => `&#${char.charCodeAt(0)};`).replace(/\p{Cc}/gu, ' ')
}

function sourceOf(part: Part): string {
  if (part === null || part === false) return ''
  if (part instanceof Markup) return part.source
  if (typeof part === 'string') return escapeHtml(part)
  if (typeof part === 'number') return String(part)
  return part.map(sourceOf).join('')
}
