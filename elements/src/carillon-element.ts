import { FeedProvider, type FeedProps, type FeedProviderProps } from "@carillon/react";
import { createElement, type ReactElement } from "react";
import { createRoot, type Root } from "react-dom/client";
import type { CarillonElementProperties, CarillonEventMap } from "../index.js";
import { ATTRIBUTES, NUMBERS, PROPERTIES } from "./options.js";
import { adoptStyles } from "./styles.js";

/** On a server there is no HTMLElement to extend. The fallback lets a server import the elements. */
const Base =
  (globalThis as { readonly HTMLElement?: typeof HTMLElement }).HTMLElement ?? (class {} as typeof HTMLElement);

/**
 * An element that renders a part of the widget in its shadow root. States: detached (not in a page), shown (changes
 * of one task are rendered once), leaving (removed a moment ago; an element that only moves within the page keeps its
 * content).
 */
export abstract class CarillonElement extends Base {
  static readonly observedAttributes = [...Object.keys(ATTRIBUTES), "dir"];
  readonly #given: Partial<Record<string, unknown>> = {};
  #root: Root | null = null;
  #isWaiting = false;

  protected abstract content(props: FeedProps): ReactElement;

  connectedCallback(): void {
    for (const name of PROPERTIES) this.#takeEarly(name);
    this.update();
  }

  disconnectedCallback(): void {
    queueMicrotask(() => {
      if (this.isConnected) return;
      this.#root?.unmount();
      this.#root = null;
    });
  }

  attributeChangedCallback(attribute: string, _before: string | null, value: string | null): void {
    const name = ATTRIBUTES[attribute];
    if (name === undefined) return this.update();
    this.set(name, value === null ? undefined : NUMBERS.has(name) ? Number(value) : value);
  }

  get(name: keyof CarillonElementProperties): unknown {
    return this.#given[name];
  }

  set(name: keyof CarillonElementProperties, value: unknown): void {
    if (Object.is(this.#given[name], value)) return;
    this.#given[name] = value ?? undefined;
    this.update();
  }

  /** Renders in a microtask, once for all changes of the current task. */
  protected update(): void {
    if (this.#isWaiting) return;
    this.#isWaiting = true;
    queueMicrotask(() => {
      this.#isWaiting = false;
      if (this.isConnected) this.#show();
    });
  }

  protected tell<Name extends keyof CarillonEventMap>(name: Name, detail: CarillonEventMap[Name]["detail"]): boolean {
    return this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true, cancelable: true }));
  }

  /** Frameworks may set properties before the element is defined. Such own properties would shadow the accessors. */
  #takeEarly(name: keyof CarillonElementProperties): void {
    if (!Object.hasOwn(this, name)) return;
    const value: unknown = Reflect.get(this, name);
    Reflect.deleteProperty(this, name);
    this.set(name, value);
  }

  #show(): void {
    const shadow = this.shadowRoot ?? adoptStyles(this.attachShadow({ mode: "open" }));
    if (this.#root === null) {
      const place = document.createElement("div");
      place.className = "place";
      shadow.replaceChildren(...shadow.querySelectorAll("style"), place);
      this.#root = createRoot(place);
    }
    const { client, endpoint, publicKey } = this.#given;
    // Frameworks set one property after the other. Render nothing until all required properties are set.
    if (client === undefined && (endpoint === undefined || publicKey === undefined)) return;
    this.#root.render(createElement(FeedProvider, this.#providerProps(), this.content(this.#feedProps())));
  }

  #providerProps(): FeedProviderProps {
    const { client, endpoint, publicKey, userId, userToken, person, tenantId, ...rest } = this.#given;
    const { theme, locale, language, labels, linkSchemes } = rest;
    const who = client === undefined ? { endpoint, publicKey, userId, userToken, person } : { client };
    const dir = this.getAttribute("dir");
    return {
      ...who,
      ...{ theme, locale, language, labels, linkSchemes },
      feed: tenantId === undefined ? undefined : { tenantId },
      dir: dir === "rtl" || dir === "ltr" ? dir : undefined,
      onError: (error: CarillonEventMap["carillon-error"]["detail"]["error"]) =>
        void this.tell("carillon-error", { error }),
    } as FeedProviderProps;
  }

  #feedProps(): FeedProps {
    const { filter, pageSize, headingLevel } = this.#given;
    return {
      filter,
      pageSize,
      headingLevel,
      onNavigate: (url, item) => {
        if (this.tell("carillon-navigate", { url, item })) location.assign(url);
      },
      onItemClick: (item, event) => {
        if (!this.tell("carillon-item-click", { item })) event.preventDefault();
      },
    } as FeedProps;
  }
}

for (const name of PROPERTIES) {
  Object.defineProperty(CarillonElement.prototype, name, {
    get(this: CarillonElement) {
      return this.get(name);
    },
    set(this: CarillonElement, value: unknown) {
      this.set(name, value);
    },
    configurable: true,
    enumerable: true,
  });
}
