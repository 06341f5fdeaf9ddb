/**
 * A value, or a promise of it where it must be waited for. Nearly every visit is judged by what its isolate knows: it
 * shall not pay for promises then.
 */
export type Eventual<T> = T | Promise<T>;
