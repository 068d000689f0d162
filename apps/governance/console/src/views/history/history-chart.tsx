import { useEffect, useRef, useState } from 'preact/hooks';
import type { CoursePlot, Span } from '../../charts/course-plot.js';
import { useColours } from '../../charts/use-colours.js';
import { useWidth } from '../../charts/use-width.js';
import { scaleOf } from '../../format/numbers.js';
import { t } from '../../i18n/texts.js';
import type { Course } from '../../charts/course.js';
import { ReadingLine } from './reading-line.js';
import { ZoomButtons } from './zoom-buttons.js';

interface HistoryChartProps {
  readonly name: string;
  readonly label: string;
  readonly course: Course;
  readonly span: Span;
}

/** The course as a line. Each value is found by pointer and by keys, and said in words below. */
export function HistoryChart({ name, label, course, span }: HistoryChartProps) {
  const [box, width] = useWidth<HTMLDivElement>();
  const [pointed, setPointed] = useState<number>();
  const plot = usePlot(box, width, name, setPointed);
  useEffect(() => plot?.show(course, span), [plot, course, span]);
  const last = course.stretches.length - 1;
  const shown = Math.min(pointed ?? last, last);
  const goTo = (stretch: number) => plot?.pointAt(Math.min(Math.max(stretch, 0), last));
  const onKeyDown = (event: KeyboardEvent) => {
    const act = KEYS[event.key];
    if (act === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    act({ plot, goTo, shown, last });
  };
  return (
    <>
      <ZoomButtons plot={plot} />
      <div
        ref={box}
        class="plot"
        role="application"
        tabIndex={0}
        aria-label={label}
        aria-describedby="chart-help"
        onFocus={() => pointed === undefined && goTo(last)}
        onKeyDown={onKeyDown}
      />
      <ReadingLine name={name} stretch={course.stretches[shown]} />
      <p class="small soft" id="chart-help">
        {t('history.help')}
      </p>
    </>
  );
}

interface Keyed {
  readonly plot: CoursePlot | undefined;
  readonly goTo: (stretch: number) => void;
  readonly shown: number;
  readonly last: number;
}

const KEYS: Readonly<Record<string, (keyed: Keyed) => void>> = {
  ArrowLeft: ({ goTo, shown }) => goTo(shown - 1),
  ArrowRight: ({ goTo, shown }) => goTo(shown + 1),
  Home: ({ goTo }) => goTo(0),
  End: ({ goTo, last }) => goTo(last),
  '+': ({ plot }) => plot?.zoomBy(0.5),
  '-': ({ plot }) => plot?.zoomBy(2),
  Escape: ({ plot }) => plot?.zoomOut(),
};

/** The plot in its box, drawn anew in other colours; its code is loaded when it is needed. */
function usePlot(
  box: { readonly current: HTMLDivElement | null },
  width: number,
  name: string,
  onPoint: (stretch: number | undefined) => void,
): CoursePlot | undefined {
  const [plot, setPlot] = useState<CoursePlot>();
  const colours = useColours();
  const size = useRef({ width, height: 0 });
  size.current = { width, height: width < 560 ? 260 : 380 };
  useEffect(() => {
    let made: CoursePlot | undefined;
    let wanted = true;
    const draw = async () => {
      const { CoursePlot } = await import('../../charts/course-plot.js');
      if (!wanted || box.current === null) return;
      made = new CoursePlot(box.current, { ...size.current, scale: scaleOf(name), onPoint });
      setPlot(made);
    };
    void draw();
    return () => {
      wanted = false;
      made?.end();
      setPlot(undefined);
    };
  }, [name, colours]);
  useEffect(() => plot?.resize(size.current.width, size.current.height), [plot, width]);
  return plot;
}
