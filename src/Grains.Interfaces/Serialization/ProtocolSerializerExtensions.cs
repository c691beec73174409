using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using Orleans.Serialization.Cloning;
using Orleans.Serialization.Serializers;

namespace MesosOrleans.Grains.Interfaces.Serialization;

/// <summary>Registers <see cref="ProtocolCodec"/>; every silo and every client needs it.</summary>
public static class ProtocolSerializerExtensions
{
    /// <summary>Adds the codec for protobuf messages to a silo's or a client's services.</summary>
    public static IServiceCollection AddMesosProtocolSerializer(this IServiceCollection services)
    {
        services.AddSingleton<ProtocolCodec>();
        services.AddSingleton<IGeneralizedCodec>(provider => provider.GetRequiredService<ProtocolCodec>());
        services.AddSingleton<IGeneralizedCopier>(provider => provider.GetRequiredService<ProtocolCodec>());
        services.AddSingleton<ITypeFilter>(provider => provider.GetRequiredService<ProtocolCodec>());
        services.AddSerializer(builder => builder.Configure(
            options => options.WellKnownTypeAliases[ProtocolCodec.WellKnownAlias] = typeof(ProtocolCodec)));
        return services;
    }
}
