/* SPDX-License-Identifier: Apache-2.0 */
/* For the tests of SMTP: talks and what comes of them. */
#ifndef SMTP_TALK_H
#define SMTP_TALK_H

#include "harness_stream.h"

#include "smtp.pb-c.h"

#include <string.h>

static inline Types__SMTP *
smtp(size_t n)
{
    return written(n);
}

static inline void
greets(void)
{
    new_talk();
    server("220 mx.example.com ESMTP ready\r\n");
}

#endif
