/**
 * Rules of well-known style sheets for the elements that the widget uses, with their own selectors and specificity: a
 * reset, Pico 2, Tailwind's preflight 3 and 4, Bootstrap 5's reboot, water.css 2, and the additions of Milligram,
 * UIkit 3 and Open Props.
 */
export const HOST_STYLES: Readonly<Record<string, string>> = {
  "a reset": `*, *::before, *::after { margin: 0; padding: 0; border: 0; box-sizing: content-box }
    ul, ol { list-style: none } a { text-decoration: none; color: inherit } button { background: none; font: inherit } img { max-width: 100%; height: auto; display: block }`,
  Pico: `:root { --pico-color: #373c44; line-height: 1.5; font-size: 125% }
    [role=button], [type=submit], [type=button], button { margin-bottom: 1rem; padding: .75rem 1rem; border: 1px solid #0172ad; border-radius: .25rem; background-color: #0172ad; box-shadow: 0 0 0 red; color: #fff; font-weight: 400; font-size: 1rem; line-height: 1.5; text-align: center; width: 100%; transition: background-color .2s; }
    [type=button]:is(:hover, :active, :focus), button:is(:hover, :active, :focus) { background-color: #015887; box-shadow: 0 0 0 3px blue; color: #fff; outline: none }
    [role=group] { display: inline-flex; position: relative; width: 100%; margin-bottom: 1rem; border-radius: .25rem; box-shadow: 0 0 3px red }
    [role=group] > * { position: relative; flex: 1 1 auto; margin-bottom: 0 } [role=group] > :not(:first-child) { margin-left: 0 }
    article { margin-bottom: 1rem; padding: 1rem; border-radius: .25rem; background: #eee; box-shadow: 0 0 8px gray }
    a:not([role=button]), [role=link] { background-color: transparent; color: #0172ad; text-decoration: underline }
    a:not([role=button]):is(:hover, :focus) { color: red; text-decoration: underline }
    p { margin-bottom: 1rem; color: #555; font-weight: 300 } h1, h2, h3 { margin-bottom: 1rem; color: #2d3138; font-size: 2rem; font-weight: 700 }
    ul li { margin-bottom: .5rem; list-style: square } blockquote { margin: 1rem 0; padding: 1rem; border-left: .25rem solid #ccc }
    code, pre { border-radius: .25rem; background: #eee; color: #646b79; font-size: .875em } pre > code { display: block; padding: 1rem } pre { overflow-x: auto; margin-bottom: 1rem }
    section { margin-bottom: 1rem } header { margin-bottom: 0 } svg:not([fill]) { fill: currentColor } :where(svg) { vertical-align: middle }
    [data-theme=light] { color-scheme: light } [aria-busy=true]:not(input) { white-space: nowrap } [tabindex]:focus { outline: none }`,
  "Tailwind 3": `*, ::before, ::after { box-sizing: border-box; border-width: 0; border-style: solid; border-color: #e5e7eb }
    a { color: inherit; text-decoration: inherit } b, strong { font-weight: bolder } button { font-family: inherit; font-size: 100%; line-height: inherit; color: inherit; margin: 0; padding: 0; text-transform: none }
    button, [type=button], [type=reset] { -webkit-appearance: button; background-color: transparent; background-image: none }
    blockquote, dl, h1, h2, h3, hr, p, pre { margin: 0 } h1, h2, h3 { font-size: inherit; font-weight: inherit } ol, ul, menu { list-style: none; margin: 0; padding: 0 }
    img, svg, video { display: block; vertical-align: middle } img { max-width: 100%; height: auto } code, pre { font-family: monospace; font-size: 1em } button, [role=button] { cursor: pointer }`,
  "Tailwind 4 in a later layer": `@layer base { *, ::after, ::before { box-sizing: border-box; margin: 0; padding: 0; border: 0 solid }
    h1, h2, h3 { font-size: inherit; font-weight: inherit } a { color: inherit; text-decoration: inherit } ol, ul { list-style: none } img, svg { display: block }
    button { font: inherit; letter-spacing: inherit; color: inherit; border-radius: 0; background-color: transparent; opacity: 1 } }`,
  Bootstrap: `*, *::before, *::after { box-sizing: border-box } body { font-size: 1rem; line-height: 1.5; color: #212529 }
    p { margin-top: 0; margin-bottom: 1rem } h2 { margin-bottom: .5rem; font-weight: 500; font-size: 2rem } ul, ol { padding-left: 2rem; margin-bottom: 1rem } blockquote { margin: 0 0 1rem }
    strong { font-weight: bolder } a { color: rgb(13 110 253); text-decoration: underline } a:hover { color: #0a58ca } code { font-size: .875em; color: #d63384; word-wrap: break-word } pre { display: block; margin-bottom: 1rem; overflow: auto; font-size: .875em }
    pre code { font-size: inherit; color: inherit } img, svg { vertical-align: middle } button { border-radius: 0; margin: 0; text-transform: none } button:focus:not(:focus-visible) { outline: 0 } [role=button] { cursor: pointer }
    button, [type=button], [type=reset], [type=submit] { -webkit-appearance: button } [type=button]:not(:disabled) { cursor: pointer }`,
  "water.css": `body { font-family: serif; line-height: 1.4; max-width: 1800px; margin: 20px auto; color: #363636 }
    button { transition: all .1s linear; color: #000; background-color: #d0cfcf; font-family: inherit; font-size: inherit; margin-right: 6px; margin-bottom: 6px; padding: 10px; border: none; border-radius: 6px; outline: none; padding-right: 30px; padding-left: 30px }
    button:hover { background: #aaa } button:focus { box-shadow: 0 0 0 2px #0096bfab } button:active { transform: translateY(2px) } button[disabled] { cursor: not-allowed; opacity: .5 }
    a { text-decoration: none; color: #0076d1 } a:hover { text-decoration: underline } h1, h2, h3, strong, b, th { color: #000; font-weight: 600 } code, samp, time { background: #efefef; color: #000; padding: 2.5px 5px; border-radius: 6px; font-size: 1em }
    pre > code { padding: 10px; display: block; overflow-x: auto } blockquote { border-left: 4px solid #0096bfab; margin: 1.5em 0; padding: .5em 1em; font-style: italic } img { max-width: 100% } ::selection { background: yellow } hr { border: none; border-top: 1px solid #dbdbdb }`,
  "Milligram, UIkit and Open Props": `code { margin: 0 .2rem; padding: .2rem .5rem; font-size: 86%; white-space: nowrap; background: #f4f5f6 } pre > code { display: block; padding: 1rem 1.5rem; white-space: pre }
    em { color: #f0506e } blockquote { display: grid; gap: 1rem; font-size: 1.25rem; font-style: italic } p, li, em { text-wrap: balance; max-inline-size: 20ch } del { text-shadow: 0 0 1px red; letter-spacing: 2px }
    strong { text-transform: uppercase } blockquote::before { content: "x" } ins, mark { background: #ffd }`,
};
