/**
 * A value, or a promise of it where it must be waited for. Nearly every visit is judged by what its isolate knows: it
 * shall not pay for promises then.
 */
export type Eventual<T> = T | Promise<T>;

/** The next step: at once when the value is there. */
export function after<T, R>(value: Eventual<T>, next: (value: T) => Eventual<R>): Eventual<R> {
  return value instanceof Promise ? value.then(next) : next(value);
}
