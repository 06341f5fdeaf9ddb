import type { Child, PropsWithChildren } from "hono/jsx";
import type { AccountName } from "../storage/console/console-sessions.ts";
import type { Provisional } from "../storage/d1/provisional.ts";
import { assets } from "./assets/assets.ts";
import { Proof } from "./parts/form.tsx";
import { Icon } from "./parts/icon.tsx";
import { ProvisionalBar } from "./provisional/bar.tsx";
import { LANGUAGES } from "./texts/languages.ts";
import type { Texts } from "./texts/texts.ts";

/** What the frame around a page shows. */
export interface Frame {
  readonly texts: Texts;
  readonly basePath: string;
  readonly title: string;
  readonly hasErrors: boolean;
  /** The page itself, by GET: where the switch of languages leads. */
  readonly self: URL | { readonly pathname: string; readonly searchParams: URLSearchParams };
  /** Null: the visitor is not logged in. */
  readonly login: Login | null;
}

export interface Login {
  readonly account: AccountName;
  /** The provisional change of the account; null: none is open. */
  readonly provisional: Provisional | null;
  readonly mayChangeList: boolean;
  readonly actorName: string;
  readonly csrf: string;
  /** A path of this account's console as a link. */
  readonly href: (path: string) => string;
  readonly menu: readonly MenuItem[];
}

export interface MenuItem {
  readonly href: string;
  readonly label: string;
  /** What waits there; 0: nothing, and nothing is shown. */
  readonly waiting: number;
  readonly isCurrent: boolean;
}

/** A whole page of the console, from doctype to end. */
export async function renderDocument(frame: Frame, content: Child): Promise<string> {
  return `<!doctype html>\n${await (<Page {...frame}>{content}</Page>)}`;
}

function Page({ children, ...frame }: PropsWithChildren<Frame>) {
  const { texts, basePath, title, hasErrors, login } = frame;
  const heading = hasErrors ? texts.common.errorTitle(title) : title;
  return (
    <html lang={texts.language}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="robots" content="noindex" />
        <title>{`${heading} · ${login === null ? "" : `${login.account.name} · `}Gatehouse`}</title>
        <link rel="icon" href={`${basePath}/assets/${assets.icon.name}`} type="image/svg+xml" />
        <link rel="stylesheet" href={`${basePath}/assets/${assets.style.name}`} />
        <script src={`${basePath}/assets/${assets.script.name}`} defer></script>
      </head>
      <body class={login === null ? "signed-out" : "signed-in"}>
        <a class="skip" href="#content">
          {texts.common.skipToContent}
        </a>
        <Top {...frame} />
        {login === null ? null : <Menu texts={texts} items={login.menu} />}
        <main id="content" tabindex={-1}>
          <h1>{title}</h1>
          {login === null || login.provisional === null ? null : (
            <ProvisionalBar
              texts={texts}
              visit={login}
              provisional={login.provisional}
              mayWrite={login.mayChangeList}
            />
          )}
          {children}
        </main>
      </body>
    </html>
  );
}

function Top(frame: Frame) {
  const { texts, basePath, login } = frame;
  return (
    <header class="top">
      <div class="top-inner">
        <p class="brand">
          <a href={login === null ? `${basePath}/` : login.href("/")}>
            <Icon name="gate" />
            <span>Gatehouse</span>
          </a>
          {login === null ? null : (
            <span class="account">
              <span class="visually-hidden">{`${texts.common.account}: `}</span>
              <bdi>{login.account.name}</bdi>
            </span>
          )}
        </p>
        <div class="top-end">
          <Languages {...frame} />
          {login === null ? null : (
            <form method="post" action={login.href("/logout")} class="log-out">
              <Proof account={login.account.id} csrf={login.csrf} />
              <bdi class="who" title={texts.common.signedInAs(login.actorName)}>
                {login.actorName}
              </bdi>
              <button type="submit" class="quiet">
                {texts.common.logOut}
              </button>
            </form>
          )}
        </div>
      </div>
    </header>
  );
}

function Languages({ texts, self }: Frame) {
  const link = (language: string): string => {
    const query = new URLSearchParams(self.searchParams);
    query.set("lang", language);
    return `${self.pathname}?${query}`;
  };
  return (
    <nav class="languages" aria-label={texts.common.language}>
      {LANGUAGES.map(({ language, languageName }) =>
        language === texts.language ? (
          <span lang={language} aria-current="true">
            <LanguageName code={language} name={languageName} />
          </span>
        ) : (
          <a href={link(language)} lang={language} hreflang={language}>
            <LanguageName code={language} name={languageName} />
          </a>
        ),
      )}
    </nav>
  );
}

function LanguageName({ code, name }: { readonly code: string; readonly name: string }) {
  return (
    <>
      {code.toUpperCase()}
      <span class="visually-hidden">{` ${name}`}</span>
    </>
  );
}

function Menu({ texts, items }: { readonly texts: Texts; readonly items: readonly MenuItem[] }) {
  return (
    <nav class="menu" aria-label={texts.common.navigation}>
      <ul>
        {items.map(({ href, label, waiting, isCurrent }) => (
          <li>
            <a href={href} {...(isCurrent ? { "aria-current": "page" as const } : {})}>
              {label}
              {waiting === 0 ? null : (
                <span class="tag waiting">
                  {waiting}
                  <span class="visually-hidden"> {texts.common.waiting}</span>
                </span>
              )}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
