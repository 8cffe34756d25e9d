import { lazy, Suspense } from "react";
import { useSignInRequest } from "./sign-in-request.js";

const SignInDialog = lazy(async () => ({ default: (await import("./form/sign-in-dialog.js")).SignInDialog }));

/** Over whatever page there is, as long as somebody has to sign in. */
export function SignInOverlay() {
  const request = useSignInRequest();
  return <Suspense>{request && <SignInDialog {...request} />}</Suspense>;
}
