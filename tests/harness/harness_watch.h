/* SPDX-License-Identifier: Apache-2.0 */
/* The plugin's hooks for streams, watched: what they are given lies in memory of exactly its size,
 * whose bounds the address sanitizer knows, and what they leave behind is looked at. */
#ifndef HARNESS_WATCH_H
#define HARNESS_WATCH_H

#include "harness.h"
#include "reassembly/streams.h"

struct plugins;

/* The plugin that is loaded, with hooks that call its own. */
struct plugins *watched_plugin(void);

/* Of what becomes of streams in this region. */
void watch_begin(struct streams *);
void watch_kept(void);
void watch_refusal(const char *reason);

#endif
