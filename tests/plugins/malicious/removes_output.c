/* SPDX-License-Identifier: Apache-2.0 */
/* Removes the files of the run.
 *
 * costs:   its packets
 * says:    Hostile: .*\b(unlink|unlinkat)\b
 * exit:    3 */
#include "malicious.h"

ATTACK
{
    static const char *const names[] = { "out/Ethernet.ncap.gz.part", "out/Ethernet.ncap.gz",
                                         "out/errors.pcap", "out/unknown.pcap" };

    for (int i = 0; i < 4; i++)
        unlink(names[i]);
}

HOSTILE();
