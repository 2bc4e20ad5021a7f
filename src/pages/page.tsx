import type { FastifyReply } from 'fastify';
import type { ComponentChildren } from 'preact';
import { render } from 'preact-render-to-string';

/** A whole page: plain HTML that works without scripts, on any phone. What users typed is escaped by JSX. */
export function htmlPage(title: string, language: string, content: ComponentChildren): string {
  const page = (
    <html lang={language} dir="ltr">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        {/* The address of an agenda or a role is its key: nobody whom it links to must see it. */}
        <meta name="referrer" content="no-referrer" />
        <title>{title}</title>
        <link rel="stylesheet" href="/pages.css" />
        <link rel="icon" href="data:," />
      </head>
      <body>
        <main>{content}</main>
      </body>
    </html>
  );
  return `<!DOCTYPE html>\n${render(page)}`;
}

/** No page has a script, loads anything but its style sheet, or may be shown within another site. */
const contentSecurity = (forms: 'none' | 'self'): string =>
  `default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; form-action '${forms}'; frame-ancestors 'none'`;

/**
 * Gives an answer the headers of a page: nobody keeps it, and it can do nothing but be read, and send its `forms` to
 * this program if it has any.
 */
export function asPage(reply: FastifyReply, page: string, forms: 'none' | 'self' = 'none'): string {
  void reply
    .headers({ 'cache-control': 'no-store', 'content-security-policy': contentSecurity(forms) })
    .type('text/html; charset=utf-8');
  return page;
}

/** The style sheet of all pages; contrast is at least 4.5 to 1. */
export const pageStyle = `:root{--ink:#1c2733;--quiet:#5a6774;--accent:#17456e;--rule:#dfe5eb;--ground:#f3f5f8;color-scheme:light}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);font:16px/1.5 -apple-system,"Segoe UI",Roboto,"Noto Sans","PingFang SC","Microsoft YaHei","Noto Sans SC",Arial,sans-serif}
main{max-width:760px;margin:0 auto;padding:32px 20px 64px}
a{color:var(--accent)}
a:focus-visible{outline:3px solid #6aa5d8;outline-offset:2px;border-radius:4px}
h1{margin:0 0 4px;font-size:28px;line-height:1.25;font-weight:650;overflow-wrap:anywhere}
h2{margin:32px 0 10px;font-size:18px;font-weight:650;color:var(--accent)}
p{margin:0 0 12px}
.quiet{color:var(--quiet)}
.button{display:inline-block;margin:12px 12px 0 0;padding:10px 20px;border:1px solid var(--accent);border-radius:8px;background:var(--accent);color:#fff;font:inherit;font-weight:600;text-align:center;text-decoration:none;cursor:pointer}
.button.second{background:#fff;color:var(--accent)}
.button:focus-visible,summary:focus-visible,textarea:focus-visible,select:focus-visible{outline:3px solid #6aa5d8;outline-offset:2px}
.facts{display:grid;grid-template-columns:minmax(96px,max-content) 1fr;margin:20px 0;background:#fff;border:1px solid var(--rule);border-radius:12px;overflow:hidden}
.facts>div{display:grid;grid-template-columns:subgrid;grid-column:1/-1;gap:16px;padding:12px 18px}
.facts>div+div{border-top:1px solid var(--rule)}
.facts dt{color:var(--quiet)}
.facts dd{margin:0;font-weight:600;overflow-wrap:anywhere}
.state{margin:20px 0;padding:14px 18px;border-left:4px solid var(--quiet);border-radius:4px 12px 12px 4px;background:#fff;font-weight:600}
.state.yes{border-color:#1d7a4c;background:#eef7f2}
.answers{display:flex;flex-wrap:wrap;align-items:flex-start;gap:12px;margin:20px 0}
.answers .button{margin:0;min-width:128px}
.answers form,.answers details{margin:0}
.answers details[open]{flex-basis:100%}
summary.button{list-style:none}
summary.button::-webkit-details-marker{display:none}
details .panel{margin-top:12px;padding:16px 18px;background:#fff;border:1px solid var(--rule);border-radius:12px}
fieldset{margin:0 0 14px;padding:0;border:0}
fieldset label{display:inline-block;margin:6px 18px 0 0}
section .panel{padding:16px 18px;background:#fff;border:1px solid var(--rule);border-radius:12px}
input[inputmode]{display:block;margin:0 0 14px;padding:8px 12px;border:1px solid #8a96a3;border-radius:8px;font:inherit}
label{display:block;margin:0 0 6px}
input,select{display:block;width:100%;margin:0 0 14px;padding:10px 12px;border:1px solid #8a96a3;border-radius:8px;background:#fff;color:inherit;font:inherit}
input:focus-visible,select:focus-visible{outline:3px solid #6aa5d8;outline-offset:2px}
input[aria-invalid],select[aria-invalid]{border-color:#a3262a}
.fault{margin:-8px 0 14px;color:#a3262a;font-weight:600}
form.panel{margin:20px 0;padding:16px 18px;background:#fff;border:1px solid var(--rule);border-radius:12px}
textarea{display:block;width:100%;min-height:96px;margin:0 0 14px;padding:10px 12px;border:1px solid #8a96a3;border-radius:8px;background:#fff;color:inherit;font:inherit;resize:vertical}
select{display:block;margin:0 0 14px;padding:10px 12px;border:1px solid #8a96a3;border-radius:8px;background:#fff;color:inherit;font:inherit}
.items,.places{list-style:none;margin:0;padding:0;background:#fff;border:1px solid var(--rule);border-radius:12px;overflow:hidden}
.items li{display:grid;grid-template-columns:112px 1fr;gap:4px 16px;padding:14px 18px}
.items li+li,.places li+li{border-top:1px solid var(--rule)}
.items time{color:var(--quiet);white-space:nowrap}
.items b{font-weight:600;overflow-wrap:anywhere}
.items span{display:block;color:var(--quiet);font-size:15px;overflow-wrap:anywhere}
.items .duty{color:var(--accent);font-weight:600}
section form.panel{margin-top:0}
.items.tasks li{display:block}
.items .late{color:#a3262a;font-weight:600}
.address{overflow-wrap:anywhere;font-weight:600}
.places a{display:block;padding:16px 20px;color:inherit;text-decoration:none}
.places a:hover{background:#f7f9fb}
.places b{display:block;color:var(--accent)}
@media (max-width:480px){.items li{grid-template-columns:1fr}.facts{grid-template-columns:1fr}.facts>div{display:block}.facts dt{font-size:14px}.answers form,.answers details,.answers .button{width:100%}.answers>*{flex-basis:100%}}
`;
