/* SPDX-License-Identifier: Apache-2.0 */
/* What tests of the core's writing side share: a catalog, a batch. */
#ifndef CORE_HELPER_H
#define CORE_HELPER_H

#include "catalog.pb-c.h"
#include "folder.h"
#include "hearing.h"
#include "shared/tasks.h"

/* Three plugins that have a name and a record type and nothing more: "A", "B", "C". */
const Catalog__Catalog *abc_catalog(void);
const Catalog__Settings *abc_settings(void);

/* The one shared memory of a test program: one batch, all blocks, one stage; and its tasks, all of
 * them idle again, with nobody to do them. */
struct shared *the_shared(void);
struct tasks *the_tasks(void);
struct tasks *fresh_tasks(void);

/* Its batch, with empty rooms and this many empty packets; the first of its rooms. */
struct batch *fresh_batch(uint32_t n_packets);
struct room *fresh_room(void);

/* A record of n bytes, all the same, for a packet that has begun. */
bool add_record(struct room *, uint32_t plugin, uint8_t byte, size_t n);

/* The same behind its length, as it stands in a file. */
bool add_framed(struct room *, uint32_t plugin, uint8_t byte, size_t n);

#endif
