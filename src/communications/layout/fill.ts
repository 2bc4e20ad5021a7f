import type { ComponentChildren } from 'preact';
import { Fragment, h } from 'preact';
import { render } from 'preact-render-to-string';

/** HTML that was made here, and goes into other HTML as it is. */
export class MadeHtml {
  constructor(readonly html: string) {}
}

/** A value of an attribute; the place in the source is in quotation marks. */
export class AttributeText {
  constructor(readonly text: string) {}
}

export type Slots = Readonly<Record<string, ComponentChildren | MadeHtml | AttributeText>>;

/**
 * Puts something into each place of a compiled piece of layout. Texts are escaped; nothing that is put in has places.
 * @throws {Error} for a place into which nothing is put
 */
export function filled(piece: string, slots: Slots): string {
  return piece.replace(/\[\[(\w+)\]\]/g, (_, name: string) => {
    if (!Object.hasOwn(slots, name)) throw new Error(`nothing is put into "${name}" of the layout`);
    const slot = slots[name];
    if (slot instanceof MadeHtml) return slot.html;
    if (slot instanceof AttributeText) return attribute(slot.text);
    return render(h(Fragment, null, slot));
  });
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function attribute(text: string): string {
  return text.replace(/[&<>"]/g, (character) => entities[character]!);
}
