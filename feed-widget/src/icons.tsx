import type { ReactElement, ReactNode } from "react";

function Icon({ children }: { readonly children: ReactNode }): ReactElement {
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
      {children}
    </svg>
  );
}

export const BellIcon = (): ReactElement => (
  <Icon>
    <path d="M10 2.8a4.9 4.9 0 0 0-4.9 4.9c0 4.6-1.9 5.7-1.9 5.7h13.6s-1.9-1.1-1.9-5.7A4.9 4.9 0 0 0 10 2.8Z" />
    <path d="M8.3 16.2a1.9 1.9 0 0 0 3.4 0" />
  </Icon>
);

export const CheckIcon = (): ReactElement => (
  <Icon>
    <path d="m4.5 10.5 3.6 3.7 7.4-8" />
  </Icon>
);

export const UndoIcon = (): ReactElement => (
  <Icon>
    <circle cx="10" cy="10" r="3.4" fill="currentColor" stroke="none" />
    <circle cx="10" cy="10" r="6.6" />
  </Icon>
);

export const ArchiveIcon = (): ReactElement => (
  <Icon>
    <path d="M3.4 4.2h13.2v3.2H3.4zM4.6 7.4v8.4h10.8V7.4M8 10.6h4" />
  </Icon>
);

export const CheckAllIcon = (): ReactElement => (
  <Icon>
    <path d="m2.4 10.6 3.2 3.4 6.6-7.4M9.6 13.2l.9.8 6.9-7.4" />
  </Icon>
);

export const CloseIcon = (): ReactElement => (
  <Icon>
    <path d="m5.4 5.4 9.2 9.2m0-9.2-9.2 9.2" />
  </Icon>
);

/** Somebody without a name or a picture. */
export const PersonIcon = (): ReactElement => (
  <Icon>
    <circle cx="10" cy="7" r="3" />
    <path d="M4.2 16.4a5.8 5.8 0 0 1 11.6 0" />
  </Icon>
);

export const ClockIcon = (): ReactElement => (
  <Icon>
    <circle cx="10" cy="10" r="7" />
    <path d="M10 6v4.3l2.8 1.7" />
  </Icon>
);

export const UnarchiveIcon = (): ReactElement => (
  <Icon>
    <path d="M3.5 9v6.2c0 .7.6 1.3 1.3 1.3h10.4c.7 0 1.3-.6 1.3-1.3V9" />
    <path d="M10 12.5V3.6m-3 3 3-3 3 3" />
  </Icon>
);

export const FilterIcon = (): ReactElement => (
  <Icon>
    <path d="M3.5 5.5h13M6 10h8M8.5 14.5h3" />
  </Icon>
);

export const PinIcon = (): ReactElement => (
  <Icon>
    <path d="M7 3.5h6M8 3.5v5l-2.5 3h9l-2.5-3v-5M10 11.5v5" />
  </Icon>
);

export const UnpinIcon = (): ReactElement => (
  <Icon>
    <path d="M7 3.5h6M8 3.5v5l-2.5 3h9l-2.5-3v-5M10 11.5v5M3.5 3.5l13 13" />
  </Icon>
);
