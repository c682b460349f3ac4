/** To what a token says, how it is checked and how a service learns of its revocation. */
export function JwtGuideLink() {
  return (
    <a
      className="underline underline-offset-2"
      href="/docs/jwt-keys"
      target="_blank"
      rel="noopener"
    >
      How JWT keys work
    </a>
  );
}
