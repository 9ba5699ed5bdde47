//! Compiles every `.proto` below `asn/` with protox, and writes the table of who may call which method. A method that
//! declares no access fails the build.

use prost_reflect::{DescriptorPool, MethodDescriptor, Value};
use std::{
    env,
    error::Error,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=asn");
    println!("cargo::rerun-if-changed=google");
    let mut files = Vec::new();
    proto_files(Path::new("asn"), &mut files)?;
    files.sort();
    let mut compiler = protox::Compiler::new(["."])?;
    compiler.include_imports(true).include_source_info(true);
    compiler.open_files(&files)?;
    // Only the encoded form keeps custom options: prost-types drops unknown fields.
    let encoded = compiler.encode_file_descriptor_set();
    let out = PathBuf::from(env::var("OUT_DIR")?);
    fs::write(out.join("descriptors.bin"), &encoded)?;
    let pool = DescriptorPool::decode(encoded.as_slice())?;
    fs::write(out.join("access.rs"), access_table(&pool)?)?;
    let mut config = prost_build::Config::new();
    config.enable_type_names();
    tonic_prost_build::configure().compile_fds_with_config(compiler.file_descriptor_set(), config)?;
    Ok(())
}

fn proto_files(folder: &Path, files: &mut Vec<PathBuf>) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            proto_files(&path, files)?;
        } else if path.extension().is_some_and(|extension| extension == "proto") {
            files.push(path);
        }
    }
    Ok(())
}

fn access_table(pool: &DescriptorPool) -> Result<String, Box<dyn Error>> {
    let option = pool.get_extension_by_name("asn.options.v1.access").ok_or("asn.options.v1.access is not defined")?;
    let mut table = String::from("&[\n");
    for service in pool.services().filter(|service| service.full_name().starts_with("asn.")) {
        for method in service.methods() {
            let access = method_access(&method, &option)?;
            writeln!(table, "    (\"/{}/{}\", {access}),", service.full_name(), method.name())?;
        }
    }
    table.push(']');
    Ok(table)
}

fn method_access(
    method: &MethodDescriptor,
    option: &prost_reflect::ExtensionDescriptor,
) -> Result<String, Box<dyn Error>> {
    let undeclared = || format!("{} declares no access: add option (asn.options.v1.access)", method.full_name());
    let options = method.options();
    if !options.has_extension(option) {
        return Err(undeclared().into());
    }
    let value = options.get_extension(option);
    let access = value.as_message().ok_or_else(undeclared)?;
    match access.get_field_by_name("permission").as_deref() {
        Some(Value::String(permission)) if !permission.is_empty() => Ok(format!("Access::Permission({permission:?})")),
        _ => match access.get_field_by_name("public").as_deref() {
            Some(Value::Bool(true)) => Ok("Access::Public".to_owned()),
            _ => Err(undeclared().into()),
        },
    }
}
