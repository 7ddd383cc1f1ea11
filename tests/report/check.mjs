// Checks a report of `letterpdf compare --report` in a browser.
//
//     node check.mjs REPORT.html AXE_JS CHROMIUM FOLDER
//
// AXE_JS is the axe.min.js of axe-core, CHROMIUM a browser, FOLDER the one whose node_modules holds
// playwright-core. The report needs a changed page with both pictures and marks.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

const [report, axe, executablePath, folder] = process.argv.slice(2);
if (!folder) {
  console.error("usage: node check.mjs REPORT.html AXE_JS CHROMIUM FOLDER");
  process.exit(2);
}
const { chromium } = createRequire(resolve(folder, "_.js"))("playwright-core");
const address = pathToFileURL(resolve(report)).href;
const axeSource = readFileSync(axe, "utf8");

let checked = 0;
const failures = [];
function check(what, holds, found = "") {
  checked += 1;
  if (!holds) failures.push(`${what}${found === "" ? "" : `: ${found}`}`);
}

const browser = await chromium.launch({
  executablePath,
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});

/** Opens the report, and minds what it says and asks for. */
async function open(options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  page.on("console", message => {
    if (["error", "warning"].includes(message.type())) check("the console is quiet", false, message.text());
  });
  page.on("pageerror", error => check("no script fails", false, error.message));
  page.on("request", request => {
    const url = request.url();
    if (url !== address && !url.startsWith("data:")) check("nothing is fetched", false, url.slice(0, 200));
  });
  await page.goto(address);
  return page;
}

/** How many pictures there are, and the alt texts of those without pixels. */
const pictures = page => page.evaluate(async () => {
  const pause = milliseconds => new Promise(done => setTimeout(done, milliseconds));
  const blank = [];
  for (const section of document.querySelectorAll(".page")) {
    section.scrollIntoView();
    for (let tries = 0; tries < 50 && !section.querySelector(".views"); tries += 1) await pause(20);
    // A lazy picture is loaded only where it is shown, and the marks are shown in this view only.
    for (const view of ["side", "difference"]) {
      section.querySelector(`.views [value=${view}]`)?.click();
      for (const image of section.querySelectorAll("img")) {
        if (!image.checkVisibility()) continue;
        image.scrollIntoView();
        await Promise.race([image.decode().catch(() => {}), pause(5000)]);
      }
    }
    section.querySelector(".views [value=side]")?.click();
    blank.push(...[...section.querySelectorAll("img")].filter(image => !image.naturalWidth || !image.alt).map(image => image.alt || "(no alt)"));
  }
  return { count: document.images.length, blank };
});

async function withoutScript() {
  const page = await open({ javaScriptEnabled: false });
  for (const locator of await page.locator(".different img, .different .differences li").all()) {
    check("without JavaScript everything is visible", await locator.isVisible(), await locator.getAttribute("alt") ?? "a difference");
  }
  check("without JavaScript there is no dead filter", !await page.locator("#filter").isVisible());
  await page.context().close();
}

async function views(page) {
  await page.click("#open");
  const found = await pictures(page);
  check("there are pictures", found.count > 0);
  check("every picture has pixels and an alt text", found.blank.length === 0, found.blank.join("; "));

  const changed = page.locator(".page", { has: page.locator(".marks") }).first();
  await changed.scrollIntoViewIfNeeded();
  const stage = changed.locator(".stage");
  const choose = async name => {
    await changed.getByRole("radio", { name }).focus();
    await page.keyboard.press("Space");
    check(`the view ${name} is chosen by the keyboard`, await changed.getByRole("radio", { name }).isChecked());
  };

  await choose("Slider");
  const clip = () => changed.locator(".after img").evaluate(image => getComputedStyle(image).clipPath);
  const range = changed.getByRole("slider");
  await range.focus();
  const seen = [];
  for (const key of ["Home", "ArrowRight", "End"]) {
    await page.keyboard.press(key);
    seen.push(await clip());
  }
  check("the slider moves the clip", new Set(seen).size === 3, seen.join(", "));
  check("the slider says where it is", await range.getAttribute("aria-valuetext") === "100 %");

  await choose("Blink");
  const button = changed.getByRole("button", { name: "Show actual" });
  const state = async () => [
    await button.getAttribute("aria-pressed"),
    await changed.locator(".before").isVisible(),
    await changed.locator(".after").isVisible(),
  ].join(" ");
  check("blink begins with the expected page", await state() === "false true false", await state());
  await button.focus();
  await page.keyboard.press("Enter");
  check("the button shows the actual page", await state() === "true false true", await state());
  await stage.click();
  check("a click on the picture shows the expected page", await state() === "false true false", await state());
  const automatic = changed.getByRole("checkbox", { name: "Automatic" });
  await automatic.check();
  await page.waitForFunction(node => node.dataset.shown === "after", await stage.elementHandle());
  await button.click();
  check("the button stops the automatic", !await automatic.isChecked());
  await page.emulateMedia({ reducedMotion: "reduce" });
  // The page learns of it with its next frame.
  await page.waitForFunction(box => box.disabled, await automatic.elementHandle()).catch(() => {});
  check("less motion means no automatic", await automatic.isDisabled());
  await page.emulateMedia({ reducedMotion: null });

  await choose("Difference");
  check("the difference shows the marks", await changed.locator(".marks img").isVisible());
  check("the difference hides the expected page", !await changed.locator(".before").isVisible());

  await changed.getByLabel("Zoom").selectOption("200");
  const [width, own] = await changed.locator(".after img").evaluate(image => [image.clientWidth, Number(image.getAttribute("width"))]);
  check("200 % is twice the width", width === 2 * own, `${width} of ${own}`);
  await changed.getByLabel("Zoom").selectOption("fit");
  await choose("Side by side");
}

async function filter(page) {
  const total = await page.locator(".pair").count();
  const shown = page.getByRole("status");
  const says = async count => {
    await page.waitForFunction(text => document.querySelector("[role=status]").textContent.startsWith(text), `${count} of `).catch(() => {});
    check(`the live region says ${count}`, (await shown.textContent()).startsWith(`${count} of ${total}`), await shown.textContent());
    const visible = await page.locator(".pair").evaluateAll(nodes => nodes.filter(node => node.checkVisibility()).length);
    check(`${count} pairs are shown`, visible === count, visible);
  };
  await says(total);
  const search = page.getByRole("searchbox");
  const name = (await page.locator(".name").first().textContent()).trim();
  const named = (await page.locator(".pair").evaluateAll((nodes, text) => nodes.filter(node =>
    [...node.querySelectorAll(".name, .problem, .differences li")].some(part => part.textContent.toLowerCase().includes(text))).length, name.toLowerCase()));
  await search.fill(name.toUpperCase());
  await says(named);
  await search.fill("no pair has this name");
  await says(0);
  await search.fill("");
  await says(total);
  await search.press("n");
  check("n is a letter in the search", await search.inputValue() === "n");
  await search.fill("");
  const same = await page.locator(".pair.same").count();
  await page.getByRole("checkbox", { name: /^Same/ }).uncheck();
  await says(total - same);
  await page.getByRole("checkbox", { name: /^Same/ }).check();
  await says(total);
}

async function keys(page) {
  const focused = () => page.evaluate(() => document.activeElement.id);
  const changed = await page.locator(".pair:not(.same)").evaluateAll(nodes => nodes.map(node => node.id));
  await page.reload();
  await page.keyboard.press("Tab");
  check("the skip link comes first", await page.evaluate(() => document.activeElement.matches(".skip")));
  for (const id of [...changed, changed[0]]) {
    await page.keyboard.press("n");
    check("n goes to the next changed pair", await focused() === id, await focused());
  }
  await page.keyboard.press("p");
  check("p goes to the previous changed pair", await focused() === changed.at(-1), await focused());
  await page.getByRole("checkbox", { name: /go to the next/ }).uncheck();
  await page.keyboard.press("n");
  check("the keys can be switched off", await focused() === "keys", await focused());
}

async function accessibility(page, colorScheme) {
  await page.emulateMedia({ colorScheme });
  await page.click("#open");
  // Every view has its own controls, so each is looked at.
  for (const view of ["side", "slider", "blink", "difference"]) {
    await page.evaluate(name => document.querySelectorAll(`.views [value=${name}]`).forEach(radio => radio.click()), view);
    await page.evaluate(axeSource);
    const { violations } = await page.evaluate(() => globalThis.axe.run({ resultTypes: ["violations"] }));
    for (const { id, impact, help, nodes } of violations) {
      const grave = ["serious", "critical"].includes(impact);
      const told = `${id} (${impact}, ${colorScheme}, ${view}) ${help}: ${nodes.slice(0, 3).map(node => node.html.slice(0, 160)).join(" | ")}`;
      if (!grave) console.log(`note: ${told}`);
      check("axe", !grave, told);
    }
    check("axe has run", Array.isArray(violations));
  }
}

try {
  await withoutScript();
  const page = await open();
  await views(page);
  await filter(page);
  await keys(page);
  await accessibility(page, "light");
  await accessibility(page, "dark");
} catch (error) {
  failures.push(error.stack);
} finally {
  await browser.close();
}
for (const failure of failures) console.error(`FAILED ${failure}`);
console.log(`${report}: ${checked} checks, ${failures.length} failed`);
process.exitCode = failures.length ? 1 : 0;
