/* Rust's standard library draws its random numbers from ProcessPrng of bcryptprimitives.dll, which
   Wine before 8.9 does not have. This stand-in hands the request to the older RtlGenRandom, so that
   tests can run under Debian 12's Wine; it is built for tests and goes nowhere else. */
#include <windows.h>

BOOLEAN NTAPI SystemFunction036(PVOID buffer, ULONG length); /* RtlGenRandom */

__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE buffer, SIZE_T length)
{
    while (length > 0) {
        ULONG step = length > 0x10000000u ? 0x10000000u : (ULONG)length;
        if (!SystemFunction036(buffer, step))
            return FALSE;
        buffer += step;
        length -= step;
    }
    return TRUE;
}
