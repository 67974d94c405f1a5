/* SPDX-License-Identifier: Apache-2.0 */
#include "hearing.h"

#include <CUnit/CUnit.h>
#include <sys/mman.h>
#include <unistd.h>

char said[8192];

static int standard_error = -1;

void
hear(void)
{
    int to = memfd_create("said", MFD_CLOEXEC);

    CU_ASSERT_FATAL(to >= 0);
    standard_error = dup(2);
    dup2(to, 2);
    close(to);
}

const char *
heard(void)
{
    ssize_t size = pread(2, said, sizeof said - 1, 0);

    said[size > 0 ? size : 0] = '\0';
    dup2(standard_error, 2);
    close(standard_error);
    return said;
}
