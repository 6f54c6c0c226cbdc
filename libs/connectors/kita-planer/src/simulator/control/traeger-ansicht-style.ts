/** Served as a file of its own, so that the page needs no inline styles. Follows the system's light or dark. */
export const STYLE = `:root { color-scheme: light dark; --line: #767676; --accent: #0b57a4; --open: #a3260a; }
@media (prefers-color-scheme: dark) { :root { --line: #8f8f8f; --accent: #8ec2ff; --open: #ffb199; } }
* { box-sizing: border-box; }
body { font: 1rem/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 90rem; padding: 1rem; }
h1 { font-size: 1.6rem; margin: 0; }
h2 { font-size: 1.25rem; }
a { color: var(--accent); }
a:focus-visible, button:focus-visible, input:focus-visible, summary:focus-visible, .scroll:focus-visible {
  outline: 3px solid var(--accent); outline-offset: 2px; }
.skip { left: -100vw; position: absolute; }
.skip:focus { left: 1rem; }
fieldset { border: 1px solid var(--line); display: flex; flex-wrap: wrap; gap: .5rem 1.5rem; }
button { font: inherit; min-height: 2.25rem; padding: .25rem .75rem; }
nav { display: flex; flex-wrap: wrap; gap: 1.5rem; margin-block: 1rem; }
nav a[aria-current] { border-bottom: 3px solid; font-weight: 600; text-decoration: none; }
.scroll { overflow-x: auto; margin-block-end: 1rem; }
table { border-collapse: collapse; width: 100%; }
th, td { border-bottom: 1px solid var(--line); padding: .4rem .6rem; text-align: start; vertical-align: top; }
summary { cursor: pointer; }
.open { color: var(--open); }
@media (prefers-reduced-motion: no-preference) { .skip { transition: left .1s; } }
`;
