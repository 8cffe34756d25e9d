import { CUSTOM_ELEMENTS_SCHEMA, Component, computed, signal } from "@angular/core";
import { createClient } from "@carillon/client";
import type { CarillonEventMap } from "@carillon/elements";

@Component({
  selector: "app-root",
  schemas: [CUSTOM_ELEMENTS_SCHEMA],
  template: `
    <header>
      <strong>Documents</strong>
      <carillon-bell [client]="client" badge="unread" (carillon-navigate)="go($event)" />
    </header>
    <main>
      <p>
        Opened: <output>{{ opened() }}</output>
      </p>
      <label><input type="checkbox" (change)="isUnreadOnly.set(!isUnreadOnly())" /> Unread only</label>
      <carillon-feed [client]="client" [filter]="filter()" [pageSize]="10" (carillon-navigate)="go($event)" />
    </main>
  `,
})
export class AppComponent {
  /**
   * Both elements share one client. In production, set `userToken` instead of `userId`: a function that fetches a
   * signed token from your backend.
   */
  readonly client = createClient({ endpoint: "/graphql", publicKey: CARILLON_PUBLIC_KEY, userId: "grace" });
  readonly isUnreadOnly = signal(false);
  readonly filter = computed(() => (this.isUnreadOnly() ? { isRead: false } : undefined));
  readonly opened = signal("nothing yet");

  go(event: CarillonEventMap["carillon-navigate"]): void {
    event.preventDefault();
    this.opened.set(event.detail.url);
  }
}
