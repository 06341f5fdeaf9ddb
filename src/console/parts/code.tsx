/** An address, or another text for machines: never translated, and from left to right in every language. */
export function Code({ text }: { readonly text: string }) {
  return (
    <code dir="ltr" translate="no">
      {text}
    </code>
  );
}
