/* SPDX-License-Identifier: Apache-2.0 */
/* Notes what it sees in a file, at load and at each packet. */
#include "mistake.h"

#include <fcntl.h>
#include <unistd.h>

NC_HEADER(Mistake__Mistake, HEADER)

static void __attribute__((constructor))
begin(void)
{
    close(open("written_at_load", O_CREAT | O_WRONLY, 0644));
}

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    (void)pkt, (void)in, (void)record;
    close(open("written_at_packet", O_CREAT | O_WRONLY, 0644));
}

NC_PLUGIN(writes_file, SOUND, .fields = header, .read = read_header, .decode = decode);
