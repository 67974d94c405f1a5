/* SPDX-License-Identifier: Apache-2.0 */
/* Inputs at which a plugin failed, as captures in the folder that the command was called in. */
#ifndef KEPT_H
#define KEPT_H

#include "kit/packets.h"
#include "kit/trial.h"

/* "beat-END" of beat.so, allocated. */
char *kept_name(const char *base, const char *end);

/* The input at work, as a packet that leads to the plugin at once; the file's name, allocated, or
 * NULL. */
char *kept_input(const struct trial *, const char *base);

/* The first number that is not taken. */
unsigned kept_free_number(const char *base);

/* These packets, as the nth. */
char *kept_packets(const struct packets *, const char *base, unsigned n);

#endif
