import type { PropsWithChildren } from "hono/jsx";
import { Icon, type IconName } from "./icon.tsx";

const ICON_OF: Readonly<Record<string, IconName>> = {
  desktop: "desktop",
  tv: "desktop",
  mobile: "phone",
  app: "phone",
  tablet: "tablet",
  client: "robot",
  bot: "robot",
};

interface DeviceProps {
  readonly label: string;
  /** As src/sessions/device/device.ts names them. Older records may have other names. */
  readonly type: string;
}

/** A device by its kind and its own name, which is untrusted text. */
export function Device({ label, type, children }: PropsWithChildren<DeviceProps>) {
  const icon = Object.hasOwn(ICON_OF, type) ? ICON_OF[type] : undefined;
  return (
    <div class="device">
      <Icon name={icon ?? "unknown"} />
      <div>
        <bdi class="device-label">{label}</bdi>
        {children}
      </div>
    </div>
  );
}
