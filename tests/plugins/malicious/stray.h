/* SPDX-License-Identifier: Apache-2.0 */
/* Writes of one who knows no addresses but those that lie about on the stack: pointers to what the
 * core is at work on are among them. */
#ifndef STRAY_H
#define STRAY_H

enum { STACK_WORDS = 1024, POINTERS = 256, STRAY_WRITES = 2000 };

/* What looks like a pointer, in the frames of those who called. */
__attribute__((noinline)) static size_t
find_pointers(uintptr_t *found)
{
    const uintptr_t *at = __builtin_frame_address(0), stack = (uintptr_t)at >> 24;
    size_t n = 0;

    for (int i = 0; i < STACK_WORDS && n < POINTERS && at + i < (uintptr_t *)environ; i++)
        if (at[i] >> 40 && !(at[i] >> 47) && at[i] >> 24 != stack)
            found[n++] = at[i];
    return n;
}

/* With another number, around another pointer; does not come back. */
__attribute__((noinline)) static void
write_astray(uint32_t number)
{
    static const uint8_t values[] = { 0, 1, 2, 0x7F, 0x80, 0xFF };
    uintptr_t pointers[POINTERS], at;
    size_t n = find_pointers(pointers);

    srand(number);
    if (!n)
        abort();
    at = pointers[number % n];
    for (int i = 0; i < STRAY_WRITES; i++) {
        int reach = 1 << (3 + rand() % (4 + i * 16 / STRAY_WRITES));

        *(volatile uint8_t *)(at + (uintptr_t)(rand() % (2 * reach) - reach)) =
            values[(size_t)rand() % sizeof values];
    }
    abort();
}

#endif
