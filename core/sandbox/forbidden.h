/* SPDX-License-Identifier: Apache-2.0 */
/* What a confined process tried that it must not: a word in memory that its supervisor reads when
 * it has died of that. */
#ifndef FORBIDDEN_H
#define FORBIDDEN_H

#include <stdint.h>

/* Catches forbidden system calls of this process and of those it forks, writes which one to where
 * the word is, and dies of SIGSYS. */
void forbidden_catch(void);

/* Where the word of this process is; NULL: nowhere.  Nobody else writes it. */
void forbidden_word(volatile uint32_t *);

/* The signal that a process raised against itself, as abort() does: no such call is allowed, but
 * that is what it died of.  0: another call. */
int forbidden_signal(uint32_t word);

enum { FORBIDDEN_TEXT = 64 };

/* "called socket(), which the sandbox forbids", in a buffer of FORBIDDEN_TEXT bytes.  The word may
 * be anything. */
const char *forbidden_text(uint32_t word, char *buffer);

#endif
