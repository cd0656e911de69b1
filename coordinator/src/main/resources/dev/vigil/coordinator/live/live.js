// Shows what api/events tells. All texts may come from the library under test: they are set as text, never as markup.
'use strict';

const QUIET_MS = 5000;

const at = id => document.getElementById(id);
const whole = n => Math.round(n).toLocaleString('en');
const clock = ms => new Date(ms).toLocaleTimeString('en-GB');

function span(ms) {
  const s = Math.max(0, Math.floor(ms / 1000));
  const two = n => String(n).padStart(2, '0');
  return s >= 3600
    ? Math.floor(s / 3600) + ':' + two(Math.floor(s / 60) % 60) + ':' + two(s % 60)
    : Math.floor(s / 60) + ':' + two(s % 60);
}

function element(name, className, ...children) {
  const made = document.createElement(name);
  made.className = className;
  made.append(...children);
  return made;
}

function text(id, words) {
  if (at(id).textContent !== words) {
    at(id).textContent = words;
  }
}

const shown = new Map();

/** Draws a list anew when what it shows is another; a reader may be marking its text. */
function list(id, items, draw) {
  const told = JSON.stringify(items);
  if (shown.get(id) !== told) {
    shown.set(id, told);
    at(id).replaceChildren(...items.map(draw));
  }
}

function bar(id, value, max, words) {
  at(id).max = Math.max(1, max);
  at(id).value = Math.min(value, max);
  text(id + '-text', words);
}

function figure([name, value, bad]) {
  return element('div', '', element('dt', '', name), element('dd', bad ? 'bad' : '', value));
}

function running(slot) {
  const does = slot.text ? slot.text : slot.unit;
  return element('div', 'slot', element('span', 'soft', slot.lane + ' ' + slot.task.toLowerCase() + ' '), does,
    element('span', 'soft', ' ' + whole(slot.cases) + ' cases'));
}

function worker(w) {
  const meter = element('meter', '');
  meter.max = Math.max(1, w.slots);
  meter.value = w.running.length;
  return element('li', 'worker',
    element('div', 'head', element('span', 'tag', w.name), element('span', 'soft', w.machine),
      element('span', 'soft', w.running.length + ' of ' + w.slots + ' busy'), meter),
    ...w.running.map(running));
}

function gone(w) {
  return element('li', w.lost ? 'lost' : 'none', element('span', 'tag', w.name),
    (w.lost ? ' lost since ' : ' left at ') + clock(w.sinceMs));
}

function queue(q) {
  return element('tr', '', element('td', '', q.name), element('td', '', whole(q.waiting)), element('td', '', whole(q.out)),
    element('td', 'lost', q.runnable || q.waiting === 0 ? '' : 'nobody can'));
}

function found(f) {
  return element('li', '',
    element('span', 'tag' + (f.state === 'fixed' ? ' fixed' : ''), f.id),
    element('span', f.severity, f.faultClass.replaceAll('-', ' ') + (f.status === 'proven' ? '' : ', ' + f.status)
      + (f.state === 'open' ? '' : ', ' + f.state)),
    element('span', '', (f.operator === null ? 'no operator' : f.operator), element('span', 'soft', ' by ' + f.oracle)),
    element('span', 'soft', f.line));
}

function cell(c) {
  const bounds = c.bounds === null ? 'none judged'
    : (100 * c.bounds.low).toFixed(1) + ' to ' + (100 * c.bounds.high).toFixed(1) + ' %';
  return element('tr', '', element('td', '', c.name), element('td', '', bounds),
    ...[c.starts, c.hung, c.died, c.atExit, c.unclear].map(n => element('td', '', whole(n))));
}

function showNow(now) {
  const about = now.campaign;
  at('empty').hidden = about !== null;
  for (const id of ['progress', 'rate', 'found', 'workers', 'queues']) {
    at(id).hidden = about === null;
  }
  text('about', about === null ? 'no campaign' : about.id + ' · ' + about.target + ' · ' + about.preset + ' · seed ' + about.seed);
  at('ending').hidden = now.ending === null;
  text('ending', now.ending === null ? '' : now.ending.kind.replaceAll('_', ' ') + (now.ending.reason ? ': ' + now.ending.reason : ''));
  const f = now.figures;
  text('phase', f === null ? 'beginning' : f.phase.toLowerCase());
  document.title = f === null ? 'Vigil' : f.proven + ' found · ' + f.phase.toLowerCase() + ' · Vigil';
  if (f !== null) {
    bar('time', f.elapsedMs, f.budgetMs, span(f.elapsedMs) + ' of ' + span(f.budgetMs));
    bar('units', f.unitsDone, f.unitsPlanned, whole(f.unitsDone) + ' of ' + whole(f.unitsPlanned));
    bar('operators', f.operatorsReached, f.operatorsTotal, whole(f.operatorsReached) + ' of ' + whole(f.operatorsTotal));
    list('figures', [['cases', whole(f.cases), false], ['cases/s', whole(f.casesPerSecond), false],
      ['proven', whole(f.proven), false], ['unstable', whole(f.unstable), false], ['to prove', whole(f.candidates), false],
      ['crashes', whole(f.crashes), false], ['units out', whole(f.unitsOut), false],
      ['faults of our own', whole(f.faults), f.faults > 0]], figure);
  }
  const hidden = now.workersHere - now.workers.length;
  text('workers-text', now.workersHere === 0 ? 'none here'
    : whole(now.workersHere) + ' here, ' + whole(now.slotsBusy) + ' of ' + whole(now.slots) + ' slots busy'
      + (hidden > 0 ? '; ' + whole(hidden) + ' are not shown' : ''));
  list('gone-list', now.gone, gone);
  list('worker-list', now.workers, worker);
  list('queue-rows', now.queues, queue);
  list('unrunnable', now.unrunnable, line => element('li', 'lost', line));
}

function showHistory(rates) {
  if (rates.length === 0) {
    at('line-top').setAttribute('points', '');
    at('line-area').setAttribute('points', '');
    return;
  }
  const first = rates[0].atMs;
  const last = rates[rates.length - 1].atMs;
  const most = Math.max(1, ...rates.map(r => r.casesPerSecond));
  const points = rates.map(r => (last === first ? 600 : 600 * (r.atMs - first) / (last - first)).toFixed(1) + ','
    + (98 - 94 * r.casesPerSecond / most).toFixed(1));
  at('line-top').setAttribute('points', points.join(' '));
  at('line-area').setAttribute('points', '0,100 ' + points.join(' ') + ' 600,100');
  text('line-from', span(last - first) + ' ago');
  text('line-most', 'at most ' + whole(most) + '/s');
}

function showFound(findings) {
  at('found-none').hidden = findings.length > 0;
  list('found-list', findings, found);
}

function showStarts(starts) {
  at('starts').hidden = starts === null || starts.all.starts === 0;
  if (starts !== null) {
    const total = Object.assign({}, starts.all, {name: 'all ' + whole(starts.cellsTried) + ' cells'});
    const loads = starts.byLoad.map(c => Object.assign({}, c, {name: 'load: ' + c.name}));
    list('start-rows', [total, ...loads, ...starts.worst], cell);
  }
}

const show = {now: showNow, history: showHistory, findings: showFound, starts: showStarts};
let heardAt = null;
let told = null;
let source = null;

function hear(part, value) {
  heardAt = Date.now();
  if (part === 'now') {
    told = value;
  }
  show[part](value);
  showLink();
}

/** A campaign that says nothing is not one that stands still: both are told from one that goes on. */
function showLink() {
  const open = source !== null && source.readyState === EventSource.OPEN;
  const since = heardAt === null ? '' : ' since ' + clock(heardAt);
  let words = 'live';
  let kind = 'live';
  if (told !== null && told.ending !== null) {
    words = 'ended';
    kind = 'waiting';
  } else if (!open) {
    words = heardAt === null ? 'connecting' : 'connection lost' + since;
    kind = heardAt === null ? 'waiting' : 'lost';
  } else if (told !== null && told.campaign !== null && Date.now() - heardAt > QUIET_MS) {
    words = 'no news' + since;
    kind = 'lost';
  }
  text('link', words);
  at('link').className = kind;
}

function listen() {
  source = new EventSource('api/events');
  for (const part of Object.keys(show)) {
    source.addEventListener(part, event => hear(part, JSON.parse(event.data)));
  }
  source.onopen = showLink;
  source.onerror = () => {
    showLink();
    // Refused, as by a page that has listeners enough: a browser does not ask again by itself.
    if (source.readyState === EventSource.CLOSED) {
      source.close();
      setTimeout(listen, 5000);
    }
  };
}

listen();
setInterval(showLink, 1000);
