/**
 * The style of every refusal page. Logical properties (so a right-to-left language needs no rules of its own); all text
 * has a contrast of at least 4.5:1 in both colour schemes (WCAG 2.2, 1.4.3).
 */
export const STYLE = `
:root{color-scheme:light dark;--page:#f4f6f8;--card:#fff;--text:#1b2027;--soft:#56606c;--line:#d9dee5;--link:#0b57d0}
@media(prefers-color-scheme:dark){:root{--page:#101317;--card:#191d23;--text:#e9ecf0;--soft:#a5aeba;--line:#343b45;--link:#8ab4f8}}
*{box-sizing:border-box}
body{margin:0;min-height:100vh;display:grid;place-items:center;padding:1rem;background:var(--page);color:var(--text);font:1rem/1.55 system-ui,sans-serif;overflow-wrap:anywhere}
main{width:100%;max-width:36rem;padding:clamp(1.25rem,5vw,2.5rem);background:var(--card);border:1px solid var(--line);border-radius:.75rem}
h1{margin:0 0 .75rem;font-size:1.5rem;line-height:1.25;text-wrap:balance}
h2{margin:1.75rem 0 .5rem;font-size:1rem}
p{margin:0}
dl{margin:1.5rem 0 0;border:1px solid var(--line);border-radius:.5rem}
dl div{padding:.65rem .9rem}
dl div+div{border-top:1px solid var(--line)}
dt{font-size:.875rem;color:var(--soft)}
dd{margin:0}
code{font:1rem/1.5 ui-monospace,Menlo,Consolas,monospace}
ul{margin:0;padding-inline-start:1.25rem}
li+li{margin-top:.4rem}
a{color:var(--link);text-underline-offset:.15em}
`;

/** Beside it, on a page with a form: fields that can be seen and touched (WCAG 2.2, 1.4.11 and 2.5.8). */
export const FORM_STYLE = `
#ask-help{color:var(--soft)}
.fault{margin:0 0 .5rem;padding:.5rem .75rem;border-inline-start:.25rem solid currentColor;font-weight:600}
label{display:block;margin:1rem 0 .25rem;font-weight:600}
input,textarea{width:100%;min-height:2.75rem;padding:.5rem .65rem;border:1px solid var(--soft);border-radius:.5rem;background:var(--page);color:inherit;font:inherit}
button{margin-top:1rem;min-height:2.75rem;padding:.5rem 1.1rem;border:1px solid var(--link);border-radius:.5rem;background:var(--link);color:var(--card);font:inherit;font-weight:600;cursor:pointer}
:focus-visible{outline:.2rem solid var(--link);outline-offset:.15rem}
`;

/** SHA-256 of STYLE for the Content-Security-Policy. A constant, as hashing is asynchronous; a test recomputes it. */
export const STYLE_SHA256 = "kcaDUCZAZetfjPwIV50XUeTaDb2LDtFh3nJ3MeuGYmg=";

/** The same of FORM_STYLE. */
export const FORM_STYLE_SHA256 = "+uFTKg1xs+T5ula7MhxgD5lYCXAwxCkA9pbKBiMr1N4=";
