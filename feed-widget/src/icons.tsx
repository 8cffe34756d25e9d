import type { ReactElement } from "react";

/** An icon with one path. */
export function Icon({ d }: { readonly d: string }): ReactElement {
  return (
    <svg
      className="carillon-icon"
      viewBox="0 0 20 20"
      width="20"
      height="20"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.6"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      <path d={d} />
    </svg>
  );
}

export const BellIcon = (): ReactElement => (
  <Icon d="M10 2.8a4.9 4.9 0 0 0-4.9 4.9c0 4.6-1.9 5.7-1.9 5.7h13.6s-1.9-1.1-1.9-5.7A4.9 4.9 0 0 0 10 2.8ZM8.3 16.2a1.9 1.9 0 0 0 3.4 0" />
);

export const CheckAllIcon = (): ReactElement => <Icon d="m2.4 10.6 3.2 3.4 6.6-7.4M9.6 13.2l.9.8 6.9-7.4" />;

export const CloseIcon = (): ReactElement => <Icon d="m5.4 5.4 9.2 9.2m0-9.2-9.2 9.2" />;

/** The icon of a user without a name or a picture. */
export const PersonIcon = (): ReactElement => (
  <Icon d="M13 7a3 3 0 1 1-6 0 3 3 0 0 1 6 0ZM4.2 16.4a5.8 5.8 0 0 1 11.6 0" />
);

export const FilterIcon = (): ReactElement => <Icon d="M3.5 5.5h13M6 10h8M8.5 14.5h3" />;

export const PinIcon = (): ReactElement => <Icon d="M7 3.5h6M8 3.5v5l-2.5 3h9l-2.5-3v-5M10 11.5v5" />;
