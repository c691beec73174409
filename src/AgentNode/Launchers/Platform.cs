using System.Runtime.Versioning;

// Containers, /proc, process descriptors: an agent node runs on Linux only.
[assembly: SupportedOSPlatform("linux")]
