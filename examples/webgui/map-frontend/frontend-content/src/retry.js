// When to ask again after something failed.

const FIRST = 2;
const LONGEST = 30;
const TIMERS = { set: (...words) => setTimeout(...words), clear: (timer) => clearTimeout(timer) };

/** Seconds to wait before the next try: 2, 4, 8, 16, 30, 30, … failures: how many there were, one after the other */
export function delay(failures) {
  return Math.min(LONGEST, FIRST * 2 ** (failures - 1));
}

/**
 * Calls `load` now, whenever `again()` is called, and after each failure or unfinished answer in growing intervals.
 *
 * load: gives true when there is nothing left to wait for; it may throw, and then `failed(error)` is told, which
 * gives false to give up. Gives {again, stop}.
 */
export function keepTrying(load, failed, timers = TIMERS) {
  let failures = 0;
  let stopped = false;
  let round = 0;
  let timer;

  function later() {
    failures += 1;
    timer = timers.set(again, delay(failures) * 1000);
  }

  async function again() {
    timers.clear(timer);
    if (stopped) return;
    const mine = (round += 1);
    const current = () => !stopped && mine === round;
    try {
      const done = await load();
      if (!current()) return;
      if (done) failures = 0;
      else later();
    } catch (error) {
      if (current() && failed(error) !== false) later();
    }
  }

  function stop() {
    stopped = true;
    timers.clear(timer);
  }

  again();
  return { again, stop };
}
