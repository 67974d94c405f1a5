/* SPDX-License-Identifier: Apache-2.0 */
/* The fixed header of a plugin: each field alone lands in its member and nowhere else. */
#ifndef FIELDS_CHECK_H
#define FIELDS_CHECK_H

#include "kit/drive.h"
#include "kit/trial.h"

/* Bytes that its rows take; 0: it has none. */
size_t fields_size(const struct nc_plugin *);

/* Says of each field that does not. */
void fields_check(struct trial *, struct driver *);

#endif
