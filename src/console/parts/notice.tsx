import type { PropsWithChildren } from "hono/jsx";
import { Icon, type IconName } from "./icon.tsx";

export type NoticeKind = "success" | "info" | "warning" | "danger";

const ICON_OF: Record<NoticeKind, IconName> = { success: "check", info: "info", warning: "warning", danger: "danger" };

interface NoticeProps {
  readonly kind: NoticeKind;
  readonly title?: string;
  /** It says what has just happened: read out as the page opens. */
  readonly isNews?: boolean;
}

/** A box that says something beside the page's own matter. */
export function Notice({ kind, title, isNews = false, children }: PropsWithChildren<NoticeProps>) {
  return (
    <div class={`notice ${kind}`} {...(isNews ? { role: "status" } : {})}>
      <Icon name={ICON_OF[kind]} />
      <div>
        {title === undefined ? null : <h2>{title}</h2>}
        {children}
      </div>
    </div>
  );
}
