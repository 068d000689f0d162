/** What the style sheet says of a colour, as a canvas understands it. */
export function colourOf(element: Element, name: `--${string}`): string {
  const probe = document.createElement('i');
  probe.style.color = `var(${name})`;
  element.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}
