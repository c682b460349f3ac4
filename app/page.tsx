export default function Page() {
  return <p>Portcullis</p>;
}
