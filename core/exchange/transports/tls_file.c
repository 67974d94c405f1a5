/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/transports/tls_file.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

const char *
tls_not_a_file(const char *path)
{
    struct stat about;

    if (stat(path, &about))
        return strerror(errno);
    return S_ISREG(about.st_mode) ? NULL : "is no regular file";
}
