/* SPDX-License-Identifier: Apache-2.0 */
/* For the tests of DER: one element at a time. */
#ifndef DER_TALK_H
#define DER_TALK_H

#include "harness.h"

#include <netcap/der.h>
#include <stdio.h>
#include <string.h>

static struct nc_der element;

static inline bool
next(struct nc_cursor *in)
{
    return nc_der_next(in, &element);
}

static inline int64_t
number(const char *hex)
{
    struct nc_cursor in = over(hex);
    int64_t value = nc_der_int(&in, NC_DER_INTEGER);

    CU_ASSERT(nc_ok(&in));
    return value;
}

#endif
