import { expect, test } from "vitest";
import { isPublicAddress } from "./public-address";

test.each([
  "1.1.1.1",
  "93.184.216.34",
  "172.32.0.1",
  "100.128.0.1",
  "2606:4700:4700::1111",
  "2a00:1450:4001:81b::200e",
])("%s is public", (address) => {
  expect(isPublicAddress(address)).toBe(true);
});

test.each([
  ["unspecified", "0.0.0.0"],
  ["unspecified", "0.1.2.3"],
  ["unspecified", "::"],
  ["loopback", "127.0.0.1"],
  ["loopback", "127.255.255.254"],
  ["loopback", "::1"],
  ["private", "10.0.0.1"],
  ["private", "172.16.0.1"],
  ["private", "172.31.255.255"],
  ["private", "192.168.1.1"],
  ["carrier-grade NAT", "100.64.0.1"],
  ["carrier-grade NAT", "100.100.100.200"],
  ["link-local", "169.254.169.254"],
  ["link-local", "fe80::1"],
  ["site-local", "fec0::1"],
  ["unique local", "fc00::1"],
  ["unique local", "fd00:ec2::254"],
  ["multicast", "224.0.0.1"],
  ["multicast", "ff02::1"],
  ["broadcast", "255.255.255.255"],
  ["reserved", "240.0.0.1"],
  ["benchmarks", "198.18.0.1"],
  ["documentation", "203.0.113.7"],
  ["documentation", "2001:db8::1"],
  ["protocol assignments", "192.0.0.192"],
  ["host services", "168.63.129.16"],
  ["mapped", "::ffff:127.0.0.1"],
  ["mapped", "::ffff:1.1.1.1"],
  ["mapped", "::ffff:7f00:1"],
  ["compatible", "::127.0.0.1"],
  ["compatible", "::7f00:1"],
  ["translated", "::ffff:0:127.0.0.1"],
  ["6to4", "2002:7f00:1::"],
  ["NAT64", "64:ff9b::7f00:1"],
  ["NAT64", "64:ff9b:1::a9fe:a9fe"],
  ["Teredo", "2001:0:4136:e378:8000:63bf:3fff:fdd2"],
  ["not assigned", "4000::1"],
  ["no address", "localhost"],
  ["no address", ""],
  ["with a zone", "fe80::1%eth0"],
])("%s: %s is not", (_, address) => {
  expect(isPublicAddress(address)).toBe(false);
});
