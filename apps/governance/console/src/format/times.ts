import { language } from '../i18n/texts.js';

/** In the browser's own time zone and way of writing. */
const LOCALES = [...navigator.languages];

const time = new Intl.DateTimeFormat(LOCALES, { timeStyle: 'medium' });
const moment = new Intl.DateTimeFormat(LOCALES, { dateStyle: 'short', timeStyle: 'medium' });

/** The time of day; with the date when that was not within the last 12 hours. */
export function formatMoment(at: string | number, now = Date.now()): string {
  const date = new Date(at);
  const near = Math.abs(now - date.getTime()) < 12 * 3_600_000;
  return (near ? time : moment).format(date);
}

const STEPS = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
] as const;

/** `3 minutes ago`, in the language of the texts. */
export function formatAgo(at: string | number, now = Date.now()): string {
  const seconds = Math.max(0, (now - new Date(at).getTime()) / 1000);
  const [unit, size] = stepOf(seconds);
  const format = new Intl.RelativeTimeFormat(language.value, { numeric: 'auto' });
  return format.format(-Math.floor(seconds / size), unit);
}

/** `3 minutes`, in the language of the texts. */
export function formatDuration(seconds: number): string {
  const [unit, size] = stepOf(seconds);
  const format = new Intl.NumberFormat(language.value, {
    style: 'unit',
    unit,
    unitDisplay: 'long',
  });
  return format.format(Math.floor(seconds / size));
}

function stepOf(seconds: number): (typeof STEPS)[number] {
  return STEPS.find(([, size]) => seconds >= size) ?? ['second', 1];
}

const hour = new Intl.DateTimeFormat(LOCALES, { hour: '2-digit', minute: '2-digit' });
const day = new Intl.DateTimeFormat(LOCALES, { day: '2-digit', month: '2-digit' });

/**
 * A mark on a time axis: the time of day, and the date where it is another one.
 * @param at in seconds since the epoch
 * @param before the mark to the left of it
 * @param apart seconds from one mark to the next
 */
export function formatTick(at: number, before: number | undefined, apart: number): string {
  const date = new Date(at * 1000);
  const text = apart >= 86_400 ? '' : (apart < 60 ? time : hour).format(date);
  const sameDay = before !== undefined && day.format(date) === day.format(before * 1000);
  return sameDay ? text : `${text}\n${day.format(date)}`.trim();
}
